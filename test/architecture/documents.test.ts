import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EXCEPTION_CODES } from '../../src/domain/exceptions/backup-manager-exception.ts';
import { environmentNames } from '../../src/settings/environment.ts';
import { SETTING_KEYS } from '../../src/settings/setting-definitions.ts';
import { readText, repositoryRoot } from './cruise.ts';

describe('documents', () => {
  it('docs/cli.md describes every command', () => {
    const page = readText('docs/cli.md');
    const verbs = commandVerbs();
    expect(verbs).to.include('create');
    const isDescribed = (verb: string) =>
      new RegExp(`(^#+ .*\\b|\`|backup-manager )${verb}\\b`, 'm').test(page);
    expect(verbs.filter((verb) => !isDescribed(verb))).to.deep.equal([]);
  });

  it('docs/errors.md describes every code', () => {
    const page = readText('docs/errors.md');
    const isDescribed = (code: string) => new RegExp(`\\b${code}\\b`).test(page);
    expect([...EXCEPTION_CODES, 'INTERNAL'].filter((code) => !isDescribed(code))).to.deep.equal([]);
  });

  it('docs/configuration.md describes every setting and its environment variables', () => {
    const page = readText('docs/configuration.md');
    const names = SETTING_KEYS.flatMap((key) => [key, ...environmentNames(key)]);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
  });

  it('config/backup_config.json has the basic keys and only keys of the schema', () => {
    const documented = Object.keys(JSON.parse(readText('config/backup_config.json')) as object);
    const known: readonly string[] = SETTING_KEYS;
    expect(documented).to.include.members([
      'keep_days',
      'max_backup_files',
      'backup_dir',
      'compress_backups',
    ]);
    expect(documented.filter((key) => !known.includes(key))).to.deep.equal([]);
  });

  it('name only source and test files that exist', () => {
    const missing = eachMatch(/`((?:src|test|config)\/[\w./-]+?)\/?`/g).filter(
      ({ match }) => !match.includes('/dist/') && !existsSync(join(repositoryRoot, match)),
    );
    expect(missing).to.deep.equal([]);
  });

  it('link only to files and headings that exist', () => {
    const broken = eachMatch(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g).filter(
      ({ page, match }) => !/^(https?|mailto):/.test(match) && !isTarget(page, match),
    );
    expect(broken).to.deep.equal([]);
  });

  it('run only scripts and lab programs that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const lab = readText('config/tooling/lab.mjs');
    const unknown = eachMatch(/npm run (?:--silent )?(lab -- [\w:]+|[\w:]+)/g, true).filter(({ match }) => {
      const program = /^lab -- (.*)/.exec(match)?.[1];
      if (program === undefined) return !(match in scripts);
      return program !== 'NAME' && !new RegExp(`^  '?${program}'?: \\{`, 'm').test(lab);
    });
    expect(unknown).to.deep.equal([]);
  });
});

function commandVerbs(): string[] {
  const files = globSync('src/adapters/inbound/cli/*.{command,commands}.ts', { cwd: repositoryRoot });
  return files.flatMap((file) =>
    [...readText(file).matchAll(/\.command\('(\w+)'\)/g)].map(([, verb = '']) => verb),
  );
}

function eachMatch(
  pattern: RegExp,
  inCode = false,
): readonly { readonly page: string; readonly match: string }[] {
  return pages().flatMap((page) => {
    const text = inCode ? readText(page) : withoutBlocks(readText(page));
    return [...text.matchAll(pattern)].map((found) => ({ page, match: found[1] ?? found[2] ?? '' }));
  });
}

function pages(): readonly string[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: repositoryRoot });
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '');
}

function isTarget(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(repositoryRoot, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** As GitHub makes them from headings. */
function anchorsOf(page: string): readonly string[] {
  const text = withoutBlocks(readText(page));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...headings, ...[...text.matchAll(/id="([^"]+)"/g)].map(([, id = '']) => id)];
}
