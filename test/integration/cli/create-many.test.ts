import { A_FULL } from '../../support/backup-builder.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import type { BackUpAllCommand, BackUpAllResult } from '../../../src/application/back-up-all.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { backupWith, manifestWith } from './fake-services.ts';
import { invoke } from './invoke.ts';

const manifest = manifestWith({ database: 'acme' });
const result = {
  backup: backupWith({}, manifest),
  manifest,
  verified: true,
  ...A_FULL,
  removed: [],
  copies: [],
  cleanupProblem: undefined,
};
const ACME = { database: 'acme', path: '/t/acme.db', result };
const LOCKED = {
  database: 'shop',
  path: '/t/shop.db',
  error: new DatabaseAccessException('locked', { hint: 'Wait.' }),
};

function finding(changes: Partial<BackUpAllResult>, commands: BackUpAllCommand[] = []): Partial<CliServices> {
  const answer = { outcomes: [ACME], appeared: [], vanished: [], ...changes };
  return {
    discoversDatabases: true,
    databases: [],
    backUpAll: {
      execute: (command, options) => {
        commands.push(command);
        answer.outcomes.forEach((outcome, index) => {
          options?.onOutcome?.(outcome, index + 1, answer.outcomes.length);
        });
        return Promise.resolve(answer);
      },
    },
  };
}

describe('create with databases_directory', () => {
  it('prints a list, also of one database', async () => {
    const { exitCode, json } = await invoke(['create', '--json'], { services: finding({}) });
    expect(exitCode).to.equal(0);
    expect((json() as { database: string }[]).map(({ database }) => database)).to.deep.equal(['acme']);
  });

  it('exits 13 when some fail, with an error for each', async () => {
    const services = finding({ outcomes: [ACME, LOCKED] });
    const { exitCode, json } = await invoke(['create', '--json'], { services });
    expect(exitCode).to.equal(13);
    expect((json() as unknown[])[1]).to.deep.equal({
      database: 'shop',
      path: '/t/shop.db',
      error: { code: 'DATABASE_ACCESS', message: 'locked', hint: 'Wait.', details: {} },
    });
    const { stdout, stderr } = await invoke(['create'], { services });
    expect(stdout).to.include('Backed up acme');
    expect(stderr).to.include('error: DATABASE_ACCESS: shop: locked');
  });

  it('names an unreadable directory once, and exits 13', async () => {
    const error = new DatabaseAccessException('/t/x could not be looked into', { hint: 'chmod' });
    const services = finding({ outcomes: [ACME, { database: undefined, path: '/t/x', error }] });
    const { exitCode, stderr } = await invoke(['create'], { services });
    expect(exitCode).to.equal(13);
    expect(stderr).to.include('error: DATABASE_ACCESS: /t/x could not be looked into\nhint: chmod\n');
  });

  it('passes on the name, the label and the type', async () => {
    const commands: BackUpAllCommand[] = [];
    await invoke(['create', '--database', 'acme', '--label', 'nightly'], { services: finding({}, commands) });
    await invoke(['create', '--moved'], { services: finding({}, commands) });
    await invoke(['create', '--type', 'diff'], { services: finding({}, commands) });
    expect(commands).to.deep.equal([
      { database: 'acme', label: 'nightly' },
      { database: undefined, label: undefined, moved: true },
      { database: undefined, label: undefined, type: 'diff' },
    ]);
  });

  it('prints new and missing databases unless --quiet is given', async () => {
    const services = finding({
      appeared: ['acme'],
      vanished: [{ name: 'old', path: '/t/old\u001b.db', lastSeenAt: new Date(0) }],
    });
    const { stderr } = await invoke(['create'], { services });
    expect(stderr).to.include('New database: acme\n').and.include('database old is missing');
    expect(stderr).not.to.include('\u001b');
    expect((await invoke(['create', '--quiet'], { services })).stderr).to.equal('');
  });
});
