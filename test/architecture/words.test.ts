import { globSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readText, repositoryRoot } from './cruise.ts';

interface RetiredWord {
  readonly retired: readonly string[];
  readonly use: string;
  /** Only in sentences: code, JSON keys and file names may contain it. */
  readonly sentencesOnly?: boolean;
}

interface Text {
  readonly path: string;
  readonly code: string;
  readonly sentences: string;
}

const { words } = JSON.parse(readText('config/tooling/retired-words.json')) as {
  words: readonly RetiredWord[];
};

describe('words', () => {
  const texts = [...sources(), ...documents(), ...titles()];

  for (const { retired, use, sentencesOnly = false } of words) {
    it(`do not include ${retired.join(', ')}: use ${use}`, () => {
      const pattern = new RegExp(`(?<![\\w-])(?:${retired.join('|')})(?![\\w-])`, 'gi');
      const found = texts.flatMap(({ path, code, sentences }) =>
        (sentencesOnly ? sentences : code)
          .split('\n')
          .filter((line) => line.search(pattern) >= 0)
          .map((line) => `${path}: ${line.trim().slice(0, 160)}`),
      );
      expect(found).to.deep.equal([]);
    });
  }
});

function sources(): readonly Text[] {
  return globSync('src/**/*.{ts,tsx,css,html}', { cwd: repositoryRoot }).map((path) => {
    const text = readText(path);
    return { path, code: splitNames(text), sentences: commentsOf(text) };
  });
}

function documents(): readonly Text[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: repositoryRoot }).map((path) => {
    const text = readText(path);
    const sentences = text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`|\]\([^)]*\)/g, '');
    return { path, code: splitNames(text), sentences };
  });
}

function titles(): readonly Text[] {
  return globSync('test/**/*.ts', { cwd: repositoryRoot }).map((path) => {
    const calls = readText(path).matchAll(/\b(?:it|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/gs);
    const text = [...calls].map(([, , title = '']) => title).join('\n');
    return { path, code: text, sentences: text };
  });
}

/** `lockWish` contains the word wish. */
function splitNames(text: string): string {
  return text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2');
}

function commentsOf(text: string): string {
  return [...text.matchAll(/\/\*.*?\*\/|(?<!:)\/\/[^\n]*/gs)].map(([comment]) => comment).join('\n');
}
