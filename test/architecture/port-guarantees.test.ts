import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readText, repositoryRoot } from './cruise.ts';

const PORTS = 'src/application/ports';
/** An interface below a port, with a contract as well. */
const OBJECT_STORAGE = 'src/adapters/outbound/object-storage/object-storage.ts';
const CONTRACTS = 'test/contract';

describe('the guarantees of the ports', () => {
  const titles = titlesIn(CONTRACTS);
  const ports = readdirSync(join(repositoryRoot, PORTS)).map((file) => `${PORTS}/${file}`);
  for (const path of [...ports, OBJECT_STORAGE])
    it(`${basename(path)}: each one is the title of a contract test`, () => {
      const untested = guaranteesIn(readText(path)).filter((one) => !titles.has(one));
      expect(untested).to.deep.equal([]);
    });

  it('are found at all', () => {
    expect(guaranteesIn(readText(`${PORTS}/backup-store.ts`))).to.include('lists newest first');
  });
});

/** The bullets below `**Guarantees**` in the comments of a file. */
function guaranteesIn(source: string): readonly string[] {
  const comments = source.match(/\/\*\*[^]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const [, list = ''] = comment.replace(/^ *\*\/?/gm, '').split('**Guarantees**');
    return [...list.matchAll(/^ - ([^]*?)(?=\n - |\n *\n|\n*$(?![^]))/gm)].map(([, text = '']) =>
      plain(text),
    );
  });
}

/** The titles of tests and groups. An example may follow the title: `title: example`. */
function titlesIn(directory: string): ReadonlySet<string> {
  const files = readdirSync(join(repositoryRoot, directory), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readText(`${directory}/${file}`));
  const literals = sources.flatMap((source) => [
    ...source.matchAll(/\b(?:it|describe)\(\s*(?:'((?:\\.|[^'\\])*)'|"([^"]*)"|`((?:\\.|[^`\\])*)`)/g),
  ]);
  return new Set(
    literals.flatMap(([, single, double, template]) => {
      const title = plain(single ?? double ?? template ?? '');
      return [title, title.split(': ')[0] ?? title];
    }),
  );
}

function plain(text: string): string {
  return text.replace(/[`\\]/g, '').replace(/\s+/g, ' ').trim();
}
