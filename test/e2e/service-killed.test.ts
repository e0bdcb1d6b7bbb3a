import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { copyFileSync, readFileSync } from 'node:fs';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { isVerified, manifestOf } from '../../src/domain/backup/backup.ts';
import { until } from '../support/cli-process.ts';
import { processesIn } from '../support/process-table.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { StoppingPoints, type StoppingPoint } from '../support/stopping-points.ts';
import { createLargeDatabase, execute } from '../support/writers.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type ListedDocument } from './workspace.ts';

interface Run {
  readonly operation: string;
}

interface Finding {
  readonly kind: string;
  readonly message: string;
  readonly hint: string;
}

interface Health {
  readonly checks: Readonly<Record<string, { readonly findings: readonly Finding[] }>>;
}

const OLD_BACKUPS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A warning is an exit code too. */
const HEALTH_EXIT_CODES = [0, 1, 2];

describe('a killed service', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let points: StoppingPoints;
  let database: string;
  let service: ServiceProcess;
  beforeEach(async () => {
    workspace = Workspace.create().with({
      env: { BACKUP_DATABASE_PATH: 'app.db', BACKUP_CLEANUP_AFTER_CREATE: 'false' },
    });
    points = new StoppingPoints(workspace.path('points'));
    database = workspace.path('app.db');
    await createLargeDatabase(database, 10);
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    service = await workspace.with({ env: points.env }).serve();
  });
  afterEach(async () => {
    await service.stop('SIGKILL');
    for (const pid of processesIn(workspace.folder)) process.kill(pid, 'SIGKILL');
    workspace.remove();
  });

  /** Asks for work without waiting for it, and kills the service in the middle of it. */
  async function killAt(point: StoppingPoint, path: string, body: object = {}): Promise<void> {
    points.arm(point);
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
    const stopped = await points.reached(point);
    await service.stop('SIGKILL');
    // A process of its own that stood still sees now what became of the service: none may stay.
    if (stopped !== service.pid) process.kill(stopped, 'SIGCONT');
    await until(() => processesIn(workspace.folder).length === 0, 'nobody works there any more');
  }

  const ask = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(`${service.url}/api/backup/${path}`)).json()) as Answer;

  const findings = ({ checks }: Health, kind: string): readonly Finding[] =>
    Object.values(checks)
      .flatMap((check) => check.findings)
      .filter((finding) => finding.kind === kind);

  async function cliHealth(): Promise<Health> {
    const { exitCode, stdout } = await workspace.run('health', '--json');
    expect(exitCode, stdout).to.be.oneOf(HEALTH_EXIT_CODES);
    return JSON.parse(stdout) as Health;
  }

  /** What the service says of a kind, and the command line too. */
  async function toldOf(kind: string): Promise<readonly Finding[]> {
    const told = findings(await ask<Health>('health'), kind);
    expect(findings(await cliHealth(), kind)).to.deep.equal(told);
    return told;
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
    const told = await toldOf('run_interrupted');
    expect(told.map(({ message }) => message).join('\n')).to.match(
      new RegExp(`^the last ${operation} of app .* was interrupted: its process ended during the run$`),
    );
  }

  it('lists no partial backup after a capture, and creates the next one', async () => {
    await killAt('capturing', 'create');
    expect(workspace.dataFiles()).to.deep.equal([]);
    expect(workspace.staged()).to.have.lengthOf.greaterThan(0);
    await expectRecovery('create');
    const answer = await fetch(`${service.url}/api/backup/create`, { method: 'POST' });
    expect(answer.status).to.equal(201);
    expect(workspace.dataFiles()).to.have.lengthOf(1);
    expect(workspace.staged()).to.deep.equal([]);
  });

  it('lists intact backups after a cleanup, and the next cleanup continues', async () => {
    const small = workspace.path('small.db');
    await execute(small, 'CREATE TABLE people (name TEXT)');
    await workspace.create(small, '--database', 'app');
    await leaveOldBackups();
    await killAt('removing', 'cleanup', { database: 'app' });
    expect(workspace.dataFiles()).to.have.lengthOf(OLD_BACKUPS);
    await expectRecovery('cleanup');
    const cleaned = await workspace.document<{ readonly removed: readonly unknown[] }>('cleanup');
    expect(cleaned.removed.length).to.be.greaterThan(0);
    expect(workspace.dataFiles().length).to.equal(OLD_BACKUPS - cleaned.removed.length);
  });

  /** Copies of the one backup there is, as if made on the days before. */
  async function leaveOldBackups(): Promise<void> {
    const store = new FilesystemBackupStore(workspace.backupDir);
    const [backup] = await store.list();
    const manifest = backup === undefined ? undefined : manifestOf(backup);
    if (backup === undefined || manifest === undefined || !isVerified(backup)) throw new Error('no backup');
    for (let days = 1; days <= OLD_BACKUPS; days += 1) {
      const staged = workspace.path('staged');
      copyFileSync(backup.location, staged);
      const createdAt = new Date(backup.createdAt.getTime() - days * DAY_MS);
      await store.publish(staged, { ...manifest, createdAt }, backup.state);
    }
  }

  for (const journalMode of ['wal', 'delete'] as const) {
    it(`leaves and reports the old database after a restore in place (${journalMode})`, async () => {
      await execute(database, `PRAGMA journal_mode = ${journalMode}`);
      const backup = await workspace.create(database);
      await execute(
        database,
        'UPDATE blocks SET block = randomblob(65000)',
        "INSERT INTO people VALUES ('Grace')",
      );
      const names = (): string => sqlite3(database, 'SELECT group_concat(name) FROM people').trim();
      await killAt('replacing', 'restore', { filename: backup.filename });
      expect(names()).to.equal('Ada,Grace');
      expect(sqlite3(database, 'PRAGMA integrity_check').trim()).to.equal('ok');
      await expectRecovery('restore');
      const unfinished = await toldOf('restore_unfinished');
      expect(unfinished).to.have.lengthOf(1);
      expect(unfinished[0]?.message).to.include(backup.filename).and.include(database);
      expect(unfinished[0]?.hint).to.include('backup-manager undo');
      expect(names()).to.equal('Ada,Grace');
      await workspace.document('restore', backup.filename, '--in-place');
      expect(names()).to.equal('Ada');
      const healed = await cliHealth();
      expect([
        ...findings(healed, 'restore_unfinished'),
        ...findings(healed, 'run_interrupted'),
      ]).to.deep.equal([]);
    });
  }
});
