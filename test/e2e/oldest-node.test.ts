import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PRODUCT } from '../support/cli-process.ts';
import { holdOpen } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace } from './workspace.ts';

/** The machine's own Node, if it is the oldest one that we support: it has no node:sqlite. */
function findNode20(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.startsWith('v20.'));
}

describe('Node 20', () => {
  let workspace: Workspace;
  let database: string;
  before(async function () {
    workspace = Workspace.create();
    const node = findNode20();
    if (node === undefined) this.skip();
    workspace = workspace.with({ node });
    database = workspace.path('app.db');
  });
  after(() => workspace.remove());

  it('runs --version and --help', async () => {
    const { version } = JSON.parse(readFileSync(join(PRODUCT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await workspace.run('--version')).to.deep.include({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    const { exitCode, stdout } = await workspace.run('--help');
    expect(exitCode).to.equal(0);
    expect(stdout).to.include('backup-manager create');
  });

  it('creates, verifies, lists, restores and reports health with sql.js', async () => {
    const writer = await holdOpen(
      database,
      'PRAGMA journal_mode = wal',
      'CREATE TABLE people (name TEXT)',
      "INSERT INTO people VALUES ('Ada')",
    );
    try {
      const created = await workspace.create(database);
      expect(created).to.include({ engine: 'sqljs', consistency: 'optimistic', verified: true });
      const verdict = await workspace.document('verify', created.filename, '--level', 'full');
      expect(verdict).to.include({ result: 'ok' });
      expect((await workspace.list()).map(({ filename }) => filename)).to.deep.equal([created.filename]);

      const restored = workspace.path('restored.db');
      await workspace.document('restore', created.filename, '--to', restored);
      expect(sqlite3(restored, 'SELECT name FROM people')).to.equal('Ada\n');

      const configured = workspace.with({ env: { BACKUP_DATABASE_PATH: database } });
      const { exitCode, stdout } = await configured.run('health', '--json');
      const { checks } = JSON.parse(stdout) as { checks: Record<string, { status: string }> };
      expect(checks['recent_backup']).to.include({ status: 'healthy' });
      expect(exitCode, stdout).to.be.lessThan(2);
    } finally {
      await writer.stop();
    }
  });

  it('creates a key, and encrypts and restores with it', async () => {
    const path = workspace.path('key.txt');
    const key = await workspace.document<{ readonly recipient: string }>('key', 'create', '--output', path);
    const env = { BACKUP_ENCRYPTION_RECIPIENTS: key.recipient, BACKUP_ENCRYPTION_IDENTITY_FILE: path };
    const encrypting = workspace.with({ env });
    const created = await encrypting.create(database);
    expect(created.filename).to.match(/\.db\.gz\.age$/);
    const restored = workspace.path('decrypted.db');
    await encrypting.document('restore', created.filename, '--to', restored);
    expect(sqlite3(restored, 'SELECT name FROM people')).to.equal('Ada\n');
    expect(await encrypting.document('verify', created.filename, '--level', 'full')).to.include({
      result: 'ok',
    });
  });

  it('reports the missing feature with a hint', async () => {
    const zstd = { code: 'CONFIGURATION', exitCode: 2, says: /zstd/ };
    await expectFailure(workspace, ['create', database, '--compression', 'zstd'], zstd);
    const native = { code: 'CONFIGURATION', exitCode: 2, says: /engine native needs Node/ };
    await expectFailure(workspace, ['create', database, '--engine', 'native'], native);
  });
});
