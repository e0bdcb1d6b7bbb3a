import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PRODUCT } from '../support/cli-process.ts';
import { execute } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

const NAMES = 'SELECT group_concat(name) FROM people';
const CLI = `${process.execPath} ${PRODUCT}/dist/main/cli.js`;

interface Created extends CreatedDocument {
  readonly created_at: string;
}

describe('selection of a backup for a restore', () => {
  let workspace: Workspace;
  let database: string;
  let target: string;
  let first: Created;
  let second: Created;
  beforeEach(async () => {
    workspace = Workspace.create();
    database = workspace.path('app.db');
    target = workspace.path('target.db');
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    first = (await workspace.create(database)) as Created;
    await execute(database, "INSERT INTO people VALUES ('Grace')");
    second = (await workspace.create(database)) as Created;
  });
  afterEach(() => workspace.remove());

  /** Writes stdout of a shell's pipeline into the target, as an operator does. */
  const pipe = (command: string): { readonly status: number | null; readonly stderr: string } => {
    const env = { ...process.env, BACKUP_DIR: workspace.backupDir };
    const shell = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
      cwd: workspace.folder,
      env,
      encoding: 'utf8',
    });
    return shell;
  };

  it('takes the newest with --latest', async () => {
    const restored = await workspace.document('restore', '--latest', '--database', 'app', '--to', target);
    expect(restored).to.include({ filename: second.filename, method: 'file', safety_backup: null });
    expect(sqlite3(target, NAMES).trim()).to.equal('Ada,Grace');
  });

  it('takes the newest before a time, in any zone', async () => {
    const moment = second.created_at.replace('Z', '+00:00');
    const restored = await workspace.document('restore', '--before', moment, '--to', target);
    expect(restored).to.include({ filename: first.filename });
    expect(sqlite3(target, NAMES).trim()).to.equal('Ada');
  });

  it('skips backups dated in the future, unless named', async () => {
    const ahead =
      'const now = Date.now; Date.now = () => now() + 5e11; globalThis.Date = class extends Date { constructor(...a) { if (a.length) super(...a); else super(Date.now()); } };';
    const clockAhead = workspace.with({
      env: { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(ahead)}"` },
    });
    await execute(database, "INSERT INTO people VALUES ('Alan')");
    const future = (await clockAhead.create(database)) as Created;
    expect(future.created_at > '2040').to.equal(true);
    const latest = await workspace.run('restore', '--latest', '--to', target);
    expect(latest.exitCode, latest.stderr).to.equal(0);
    expect(latest.stderr).to.include(`${future.filename} is dated in the future`);
    expect(sqlite3(target, NAMES).trim()).to.equal('Ada,Grace');
    const before = await workspace.document('restore', '--before', '2100-01-01T00:00Z', '--to', `${target}2`);
    expect(before).to.include({ filename: second.filename });
    const named = await workspace.document('restore', future.filename, '--to', `${target}3`);
    expect(named).to.include({ filename: future.filename });
  });

  it('skips unverified backups, unless named', async () => {
    const unverified = await workspace.create(database, '--no-verify');
    const { stderr, exitCode } = await workspace.run('restore', '--latest', '--to', target);
    expect(exitCode).to.equal(0);
    expect(stderr)
      .to.match(/^warning: /m)
      .and.include(unverified.filename);
    const other = workspace.path('other.db');
    await execute(other, 'CREATE TABLE t (x)');
    const only = await workspace.create(other, '--no-verify');
    const expected = { code: 'BACKUP_NOT_FOUND', exitCode: 11, says: new RegExp(only.filename) };
    const argv = ['restore', '--latest', '--database', 'other', '--to', workspace.path('new.db')];
    await expectFailure(workspace, argv, expected);
  });

  it('fails when there are several databases and none is named', async () => {
    const other = workspace.path('other.db');
    await execute(other, 'CREATE TABLE t (x)');
    await workspace.create(other);
    const expected = { code: 'USAGE', exitCode: 2, says: /app, other/ };
    await expectFailure(workspace, ['restore', '--latest', '--to', target], expected);
    expect(existsSync(target)).to.equal(false);
  });

  describe('to stdout', () => {
    it('writes the database byte for byte', () => {
      const { status, stderr } = pipe(`${CLI} restore --latest --to - > target.db`);
      expect(status, stderr).to.equal(0);
      const digest = createHash('sha256').update(readFileSync(target)).digest('hex');
      expect(digest).to.equal(second.database_sha256);
      expect(stderr).to.include(second.database_sha256);
      expect(sqlite3(target, NAMES).trim()).to.equal('Ada,Grace');
    });

    it('fails when the written bytes differ from the manifest', () => {
      const plain = execFileSync('gunzip', ['-c', second.path]);
      // Another good gzip file: nothing but the digests can tell.
      writeFileSync(
        second.path,
        execFileSync('gzip', ['-c'], { input: Buffer.concat([plain, Buffer.alloc(4096)]) }),
      );
      const { status, stderr } = pipe(`${CLI} restore ${second.filename} --to - > target.db`);
      expect(status).to.equal(8);
      expect(stderr).to.match(/^error: BACKUP_VERIFICATION: /m);
    });

    it('fails when the reader ends early', async () => {
      await execute(
        database,
        'CREATE TABLE blocks (block BLOB)',
        'WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 64) INSERT INTO blocks SELECT randomblob(65000) FROM n',
      );
      await workspace.create(database);
      const { status, stderr } = pipe(`${CLI} restore --latest --to - | head -c 100 > target.db`);
      expect(status, stderr).to.equal(6);
      expect(stderr).to.match(/^error: BACKUP_DIRECTORY: cannot write to stdout/m);
    });
  });
});
