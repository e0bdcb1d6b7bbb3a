import { readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createLargeDatabase } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

interface Run {
  readonly operation: string;
  readonly database: string;
  readonly outcome: string;
  readonly duration_ms: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly hint: string } | null;
}

describe('history', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let database: string;

  beforeEach(async () => {
    workspace = Workspace.create().with({ env: { BACKUP_CLEANUP_AFTER_CREATE: 'false' } });
    database = workspace.path('app.db');
    await createLargeDatabase(database, 10);
  });

  afterEach(() => workspace.remove());

  const history = (...argv: readonly string[]): Promise<readonly Run[]> =>
    workspace.document('history', ...argv);
  const told = async (...argv: readonly string[]): Promise<readonly string[]> =>
    (await history(...argv)).map(({ operation, outcome }) => `${operation} ${outcome}`);

  it('is empty without a run', async () => {
    expect(await history()).to.deep.equal([]);
  });

  it('has successful and failed runs', async () => {
    const { filename } = await workspace.create(database);
    await workspace.document('verify', filename);
    await workspace.run('restore', filename, '--to', database);
    const runs = await history();
    expect(runs.map(({ operation, outcome }) => `${operation} ${outcome}`)).to.deep.equal([
      'restore failed',
      'verify succeeded',
      'create succeeded',
    ]);
    expect(runs[0]?.error?.code).to.equal('USAGE');
    expect(runs[1]?.facts).to.include({ filename, result: 'ok' });
    expect(runs[2]?.facts).to.include({ filename, verified: true });
    expect(await told('--outcome', 'failed')).to.deep.equal(['restore failed']);
    expect(await told('--database', 'other')).to.deep.equal([]);
    expect(await told('--limit', '1')).to.deep.equal(['restore failed']);
  });

  it('has a running, a skipped and a killed run', async () => {
    const { cli } = await workspace.stopInMidCapture('create', database);
    expect(await told()).to.deep.equal(['create running']);
    const refused = await workspace.run('create', database);
    expect(refused.exitCode).to.equal(10);
    expect(await told()).to.deep.equal(['create skipped', 'create running']);
    cli.kill('SIGKILL');
    await cli.ended;
    expect(await told()).to.deep.equal(['create skipped', 'create interrupted']);
    expect((await history('--outcome', 'interrupted'))[0]?.duration_ms).to.equal(null);
    await workspace.create(database);
    expect((await told())[0]).to.equal('create succeeded');
  });

  it('has a cancelled run', async () => {
    const { cli, capturing } = await workspace.stopInMidCapture('create', database);
    cli.kill('SIGTERM');
    process.kill(capturing, 'SIGCONT');
    expect((await cli.ended).exitCode).to.equal(130);
    expect(await told()).to.deep.equal(['create cancelled']);
  });

  it('warns when it cannot be written, and the backup succeeds', async () => {
    await workspace.create(database);
    const path = join(workspace.backupDir, '.state', 'journal.jsonl');
    renameSync(path, workspace.path('aside.jsonl'));
    symlinkSync(workspace.path('nowhere', 'journal.jsonl'), path);
    const { exitCode, stderr } = await workspace.run('create', database);
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('warning: the run history cannot be written').and.to.include(path);
    const log = readFileSync(workspace.path('logs', 'backup.log'), 'utf8');
    expect(log).to.include('the run history cannot be written');
    expect((await workspace.run('create', database, '--quiet')).stderr).to.equal('');
    expect(workspace.dataFiles()).to.have.lengthOf(3);
  });
});
