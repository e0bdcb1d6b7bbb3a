import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../support/writers.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

const NAMES = 'SELECT group_concat(name) FROM people';

interface Restored {
  readonly filename: string;
  readonly store: string;
  readonly passed_over_stores: readonly { readonly store: string; readonly error: string }[];
}

const digestOf = (path: string): string =>
  execFileSync('sha256sum', [path], { encoding: 'utf8' }).split(' ', 1).join('');

describe('a restore from several stores', () => {
  let workspace: Workspace;
  let nas: string;
  let offsite: string;
  let database: string;
  let target: string;
  let created: CreatedDocument;

  const storesOf = (paths: Record<string, string>, host: string): Record<string, string> => ({
    BACKUP_STORES: JSON.stringify(
      Object.entries(paths).map(([name, path]) => ({ name, type: 'directory', path })),
    ),
    BACKUP_HOST_NAME: host,
    BACKUP_CLEANUP_AFTER_CREATE: 'false',
  });

  beforeEach(async () => {
    workspace = Workspace.create();
    nas = workspace.path('nas');
    offsite = workspace.path('offsite');
    workspace = workspace.with({ env: storesOf({ nas, offsite }, 'old-server') });
    database = workspace.path('app.db');
    target = workspace.path('target.db');
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    created = await workspace.create(database);
  });
  afterEach(() => workspace.remove());

  const latest = ['restore', '--latest', '--database', 'app', '--to'] as const;
  const damage = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    writeFileSync(path, bytes);
  };

  it('takes the second store when the first copy is damaged on disk, and says so', async () => {
    damage(join(workspace.backupDir, created.filename));
    const { exitCode, stdout, stderr } = await workspace.run(...latest, target, '--json');
    expect(exitCode, stderr).to.equal(0);
    const restored = JSON.parse(stdout) as Restored;
    expect(restored.store).to.equal('nas');
    expect(restored.passed_over_stores.map(({ store }) => store)).to.deep.equal(['local']);
    expect(stderr).to.include('warning: the store local is not used');
    expect(digestOf(target)).to.equal(created.database_sha256);
    const history = await workspace.document<readonly { readonly details?: object }[]>('history');
    expect(JSON.stringify(history)).to.include('"passed_over_stores":[{"store":"local"');
  });

  it('takes the next store for each copy that cannot be used, and writes it in the text', async () => {
    truncateSync(join(workspace.backupDir, created.filename), 10);
    rmSync(join(nas, created.filename));
    const plan = await workspace.document<Restored>(...latest, target, '--dry-run');
    expect(plan.store).to.equal('offsite');
    const { exitCode, stdout, stderr } = await workspace.run(...latest, target);
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.match(/^ {2}store +offsite; not local: .*; not nas: /m);
    expect(digestOf(target)).to.equal(created.database_sha256);
  });

  it('restores in place from another store, and undoes it', async () => {
    damage(join(workspace.backupDir, created.filename));
    await execute(database, "INSERT INTO people VALUES ('Grace')");
    const restored = await workspace.document<Restored>('restore', created.filename, '--in-place');
    expect(restored.store).to.equal('nas');
    expect(sqlite3(database, NAMES).trim()).to.equal('Ada');
    await workspace.document('undo');
    expect(sqlite3(database, NAMES).trim()).to.equal('Ada,Grace');
  });

  it('uses one store with --store', async () => {
    damage(join(nas, created.filename));
    const failed = await workspace.run(...latest, target, '--store', 'nas');
    expect(failed.exitCode).to.equal(8);
    expect(existsSync(target)).to.equal(false);
    const ofOffsite = await workspace.document<Restored>(...latest, target, '--store', 'offsite');
    expect(ofOffsite).to.deep.include({ store: 'offsite', passed_over_stores: [] });
    const verified = await workspace.run('verify', created.filename, '--store', 'nas', '--level', 'checksum');
    expect(verified.exitCode).to.equal(8);
    expect((await workspace.run('verify', created.filename)).exitCode).to.equal(0);
  });

  it('pins, labels and counts in one store', async () => {
    const { filename } = created;
    expect((await workspace.run('pin', filename, '--store', 'nas')).exitCode).to.equal(0);
    expect((await workspace.run('label', filename, 'on the nas', '--store', 'nas')).exitCode).to.equal(0);
    const states = async (store: string) =>
      (await workspace.document<readonly object[]>('list', '--store', store))[0];
    expect(await states('nas')).to.include({ pinned: true, label: 'on the nas' });
    expect(await states('local')).to.include({ pinned: false, label: null });
    expect(await workspace.document('stats', '--store', 'nas')).to.include({ total_backups: 1 });
    cpSync(database, join(nas, 'theirs.db'));
    const adopted = await workspace.document('adopt', 'theirs.db', '--database', 'app', '--store', 'nas');
    expect(adopted).to.include({ managed: true });
  });

  describe('--if-missing', () => {
    it('restores a missing database once, and then does nothing', async () => {
      const first = await workspace.document<Restored>(...latest, target, '--if-missing');
      expect(first.store).to.equal('local');
      await execute(target, "INSERT INTO people VALUES ('Grace')");
      for (const path of [workspace.backupDir, nas, offsite]) rmSync(path, { recursive: true });
      const { exitCode, stdout } = await workspace.run(...latest, target, '--if-missing');
      expect(exitCode).to.equal(0);
      expect(stdout).to.equal(`Nothing to do: ${target} exists\n`);
      expect(await workspace.document(...latest, target, '--if-missing')).to.deep.equal({
        restored: false,
        target,
        reason: 'it exists',
      });
      expect(sqlite3(target, NAMES).trim()).to.equal('Ada,Grace');
    });

    it('is refused with targets that it does not fit', async () => {
      for (const flags of [['--in-place'], ['--to', target, '--force'], ['--to', '-']]) {
        const { exitCode } = await workspace.run('restore', '--latest', ...flags, '--if-missing');
        expect(exitCode, flags.join(' ')).to.equal(2);
      }
    });
  });

  describe('on a new machine that knows only a store', () => {
    let machine: Workspace;

    beforeEach(() => {
      const disk = workspace.path('disk of the store');
      mkdirSync(disk);
      cpSync(offsite, join(disk, 'offsite'), { recursive: true });
      const ofOld = Workspace.create();
      machine = ofOld.with({ env: storesOf({ offsite: join(disk, 'offsite') }, 'new-server') });
    });
    afterEach(() => {
      machine.remove();
    });

    const fromOld = ['--store', 'offsite', '--host', 'old-server'] as const;

    it('restores the newest backup of the old host', async () => {
      const restoredTo = machine.path('restored.db');
      const listed = await machine.document<readonly CreatedDocument[]>('list', ...fromOld);
      expect(listed.map(({ filename }) => filename)).to.deep.equal([created.filename]);
      const restored = await machine.document<Restored>(...latest, restoredTo, ...fromOld);
      expect(restored).to.include({ filename: created.filename, store: 'offsite' });
      expect(digestOf(restoredTo)).to.equal(created.database_sha256);
    });

    it('lists the known hosts for an unknown one', async () => {
      const { exitCode, stderr } = await machine.run('list', '--store', 'offsite', '--host', 'older');
      expect(exitCode).to.equal(11);
      expect(stderr).to.include('The hosts with backups are old-server.');
      expect((await machine.run(...latest, machine.path('x.db'), '--host', 'old-server')).exitCode).to.equal(
        2,
      );
    });
  });
});
