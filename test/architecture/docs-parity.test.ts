import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EXCEPTION_CODES } from '../../src/domain/exceptions/backup-manager-exception.ts';
import { environmentNames } from '../../src/main/settings/environment.ts';
import { SETTING_KEYS } from '../../src/main/settings/settings-schema.ts';
import { readText, repositoryRoot } from './cruise.ts';

// What the product can do and its pages do not tell does not exist for its users.

const commandRoom = 'src/adapters/inbound/cli';
const commandEnding = '.command.ts';

describe('docs parity', () => {
  it('docs/cli.md tells of every command', () => {
    const page = readText('docs/cli.md');
    const verbs = commandVerbs();
    expect(verbs).to.include('create');
    const told = (verb: string) => new RegExp(`(^#+ .*\\b|\`|backup-manager )${verb}\\b`, 'm').test(page);
    expect(verbs.filter((verb) => !told(verb))).to.deep.equal([]);
  });

  it('docs/errors.md tells of every code', () => {
    const page = readText('docs/errors.md');
    const told = (code: string) => new RegExp(`\\b${code}\\b`).test(page);
    expect([...EXCEPTION_CODES, 'INTERNAL'].filter((code) => !told(code))).to.deep.equal([]);
  });

  it('docs/configuration.md tells of every setting and its environment variables', () => {
    const page = readText('docs/configuration.md');
    const names = SETTING_KEYS.flatMap((key) => [key, ...environmentNames(key)]);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
  });

  it('config/backup_config.json holds the basic keys, and none that the schema does not know', () => {
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
});

function commandVerbs(): string[] {
  const files = readdirSync(join(repositoryRoot, commandRoom));
  return files
    .filter((file) => file.endsWith(commandEnding))
    .map((file) => file.slice(0, -commandEnding.length));
}
