import { globSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readText, repositoryRoot } from './cruise.ts';

interface RetiredWord {
  readonly retired: readonly string[];
  readonly use: string;
  /** Only in sentences: identifiers, JSON keys and file names may contain it. */
  readonly sentencesOnly?: boolean;
}

interface RetiredName {
  readonly retired: string;
  readonly use: string;
}

interface Text {
  readonly path: string;
  readonly code: string;
  readonly sentences: string;
}

const { words, names } = JSON.parse(readText('config/tooling/retired-words.json')) as {
  words: readonly RetiredWord[];
  names: readonly RetiredName[];
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

  for (const { retired, use } of names) {
    it(`do not include the name ${retired}: use ${use}`, () => {
      const pattern = new RegExp(`(?<![\\w-])${retired}(?![\\w-])`);
      const paths = globSync(['src/**/*.{ts,tsx}', 'test/**/*.ts'], { cwd: repositoryRoot });
      expect(paths.filter((path) => pattern.test(readText(path)) || pattern.test(path))).to.deep.equal([]);
    });
  }
});

function sources(): readonly Text[] {
  return globSync('src/**/*.{ts,tsx,html}', { cwd: repositoryRoot }).map((path) => {
    const text = readText(path);
    return { path, code: splitNames(text), sentences: sentencesOf(text) };
  });
}

function documents(): readonly Text[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: repositoryRoot }).map((path) => {
    const text = readText(path);
    const sentences = withoutCode(text.replaceAll(/^```.*?^```/gms, '')).replaceAll(/\]\([^)]*\)/g, '');
    return { path, code: splitNames(text), sentences };
  });
}

function titles(): readonly Text[] {
  return globSync('test/**/*.ts', { cwd: repositoryRoot }).map((path) => {
    const calls = readText(path).matchAll(/\b(?:it|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/gs);
    const text = [...calls].map(([, , title = '']) => title).join('\n');
    return { path, code: text, sentences: withoutCode(text) };
  });
}

/** `lockWish` contains the word wish. */
function splitNames(text: string): string {
  return text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2');
}

/** Comments, and strings of several words. */
function sentencesOf(text: string): string {
  const parts = text.matchAll(/\/\*.*?\*\/|(?<!:)\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/gs);
  return [...parts]
    .map(([part]) => (part.startsWith('`') ? part : withoutCode(part)).replaceAll(/\$\{[^}]*\}/g, ''))
    .filter((part) => part.startsWith('/') || /\w \w/.test(part))
    .join('\n');
}

function withoutCode(text: string): string {
  return text.replaceAll(/`[^`\n]*`/g, '');
}
