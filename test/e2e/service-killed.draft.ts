import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { isVerified, manifestOf } from '../../src/domain/backup/backup.ts';
import { until } from '../support/cli-process.ts';
import { childrenOf } from '../support/process-table.ts';
import { processesIn, type ServiceProcess } from '../support/service-process.ts';
import { createLargeDatabase, execute } from '../support/writers.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument, type ListedDocument } from './workspace.ts';

interface Run {
  readonly operation: string;
}

interface Health {
  readonly checks: Readonly<Record<string, { readonly findings: readonly { readonly message: string }[] }>>;
}

const OLD_BACKUPS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a service that is killed', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let database: string;
  let service: ServiceProcess;
  beforeEach(async () => {
    workspace = Workspace.create().with({
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_CLEANUP_AFTER_CREATE: 'false' },
    });
    database = workspace.path('app.db');
    await createLargeDatabase(database, 10);
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    service = await workspace.serve();
  });
  afterEach(async () => {
    await service.stop('SIGKILL');
    workspace.remove();
  });

  /** Asks for work without waiting for it. */
  async function begin(path: string, body: object = {}): Promise<void> {
    const token = readFileSync(`${workspace.backupDir}/.state/api-token`, 'utf8').trim();
    const answer = await fetch(`${service.url}/api/backup/${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Prefer: 'respond-async',
      },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).to.equal(202);
  }

  const ask = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(`${service.url}/api/backup/${path}`)).json()) as Answer;

  /** Kills it while its processes stand still, and lets these see what became of it: none of them may stay. */
  async function killAndLookForOrphans(): Promise<void> {
    const working = childrenOf(service.pid, 'capture-process');
    for (const pid of working) process.kill(pid, 'SIGSTOP');
    await service.stop('SIGKILL');
    for (const pid of working) process.kill(pid, 'SIGCONT');
    await until(() => processesIn(workspace.folder).length === 0, 'nobody works there any more');
  }

  /** What must be so after the next start, whatever was cut off. */
  async function expectRecovery(operation: string): Promise<void> {
    service = await workspace.serve();
    const interrupted = await workspace.document<readonly Run[]>('history', '--outcome', 'interrupted');
    expect(interrupted.map((run) => run.operation)).to.deep.equal([operation]);
    const { backups } = await ask<{ readonly backups: readonly ListedDocument[] }>('list');
    expect(backups.map(({ filename }) => filename)).to.have.members(workspace.dataFiles());
    if (backups.length > 0) {
      const verdicts = await workspace.document<readonly { readonly result: string }[]>('verify', '--all');
      expect(verdicts.map(({ result }) => result)).to.deep.equal(backups.map(() => 'ok'));
    }
    const { checks } = await ask<Health>('health');
    const findings = Object.values(checks).flatMap((check) => check.findings.map(({ message }) => message));
    expect(findings.join('\n')).to.match(
      new RegExp(`the last ${operation} of app .* was interrupted: its process ended before it did`),
    );
  }

  it('in the middle of a capture lists no half backup, and the next one is made', async () => {
    await begin('create');
    await until(() => workspace.stagedBytes() > 0, 'a capture has written something');
    await killAndLookForOrphans();
    expect(workspace.dataFiles()).to.deep.equal([]);
    await expectRecovery('create');
    const answer = await fetch(`${service.url}/api/backup/create`, { method: 'POST' });
    expect(answer.status).to.equal(201);
    expect(workspace.dataFiles()).to.have.lengthOf(1);
    expect(workspace.staged()).to.deep.equal([]);
  });

  it('in the middle of a cleanup lists what is whole, and the next one goes on with it', async () => {
    const small = workspace.path('small.db');
    await execute(small, 'CREATE TABLE people (name TEXT)');
    await workspace.create(small, '--database', 'app');
    await leaveOldBackups();
    await begin('cleanup', { database: 'app' });
    await until(() => workspace.dataFiles().length <= OLD_BACKUPS, 'something is removed');
    await killAndLookForOrphans();
    const left = workspace.dataFiles().length;
    expect(left, 'it was over before it was killed').to.be.greaterThan(1);
    await expectRecovery('cleanup');
    const cleaned = await workspace.document<{ readonly removed: readonly unknown[] }>('cleanup');
    expect(cleaned.removed.length).to.be.greaterThan(0);
    expect(workspace.dataFiles().length).to.equal(left - cleaned.removed.length);
  });

  /** Copies of the one backup there is, as if made on the days before. */
  async function leaveOldBackups(): Promise<void> {
    const store = new FilesystemBackupStore(workspace.backupDir);
    const [backup] = await store.list();
    const manifest = backup === undefined ? undefined : manifestOf(backup);
    if (backup === undefined || manifest === undefined || !isVerified(backup)) throw new Error('no backup');
    for (let days = 1; days <= OLD_BACKUPS; days += 1) {
      const staged = workspace.path('staged');
      copyFileSync(backup.path, staged);
      const createdAt = new Date(backup.createdAt.getTime() - days * DAY_MS);
      await store.publish(staged, { ...manifest, createdAt }, backup.state);
    }
  }

  for (const journalMode of ['wal', 'delete'] as const) {
    it(`in the middle of a restore in place (${journalMode}) leaves the old or the new database`, async () => {
      await execute(database, `PRAGMA journal_mode = ${journalMode}`);
      const backup: CreatedDocument = await workspace.create(database);
      await execute(
        database,
        'UPDATE blocks SET block = randomblob(65000)',
        "INSERT INTO people VALUES ('Grace')",
      );
      const names = (): string => sqlite3(database, 'SELECT group_concat(name) FROM people').trim();
      const journal = `${database}-${journalMode === 'wal' ? 'wal' : 'journal'}`;
      const bytesBefore = sizeOf(journal);
      await begin('restore', { filename: backup.filename });
      await until(() => sizeOf(journal) > bytesBefore, 'the database is being written');
      await killAndLookForOrphans();
      const content = names();
      expect(content).to.be.oneOf(['Ada', 'Ada,Grace']);
      expect(sqlite3(database, 'PRAGMA integrity_check').trim()).to.equal('ok');
      await expectRecovery('restore');
      expect(names()).to.equal(content);
      await workspace.document('restore', backup.filename, '--in-place');
      expect(names()).to.equal('Ada');
    });
  }
});

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
