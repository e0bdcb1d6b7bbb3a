import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../support/writers.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

interface CreatedInStores extends CreatedDocument {
  readonly copies: readonly { readonly store: string; readonly result: string }[];
}

interface Copies {
  readonly copied: readonly { readonly filename: string; readonly store: string; readonly from: string }[];
  readonly failed: readonly { readonly store: string; readonly error: { readonly code: string } }[];
}

interface Health {
  readonly checks: Readonly<
    Record<string, { readonly findings: readonly { readonly kind: string; readonly message: string }[] }>
  >;
  readonly stores: readonly {
    readonly name: string;
    readonly reachable: boolean;
    readonly backups: number | null;
  }[];
}

describe('two directory stores', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let nas: string;

  beforeEach(async () => {
    const { folder } = (workspace = Workspace.create());
    nas = join(folder, 'nas', 'backups');
    mkdirSync(join(folder, 'nas'));
    workspace = workspace.with({
      env: {
        XDG_STATE_HOME: join(folder, 'state-home'),
        BACKUP_DATABASE_PATH: 'app.db',
        BACKUP_STORES: JSON.stringify([{ name: 'nas', type: 'directory', path: nas }]),
        BACKUP_REQUIRE_COPIES: '2',
      },
    });
    await execute(
      workspace.path('app.db'),
      'PRAGMA journal_mode=WAL',
      'CREATE TABLE people (name TEXT)',
      'INSERT INTO people VALUES (hex(randomblob(20000)))',
    );
  });
  afterEach(() => workspace.remove());

  const unmount = (): void => renameSync(nas, workspace.path('elsewhere'));
  const mount = (): void => renameSync(workspace.path('elsewhere'), nas);
  const documentOf = async <Document>(exitCode: number, ...argv: readonly string[]): Promise<Document> => {
    const ending = await workspace.run(...argv, '--json');
    expect(ending.exitCode, `${ending.stderr}${ending.stdout}`).to.equal(exitCode);
    return JSON.parse(ending.stdout) as Document;
  };
  const expectSameFiles = (filename: string): void => {
    for (const name of [filename, `${filename}.json`]) {
      expect(readFileSync(join(nas, name)).equals(readFileSync(join(workspace.backupDir, name)))).to.equal(
        true,
      );
    }
  };
  const kindsOf = ({ checks }: Health): readonly string[] =>
    Object.values(checks).flatMap(({ findings }) => findings.map(({ kind }) => kind));

  it('lose a store and get it back: create exits 13, health finds it, sync heals it', async () => {
    const both = await documentOf<CreatedInStores>(0, 'create');
    expect(both.copies.map(({ result }) => result)).to.deep.equal(['ok', 'ok']);
    expectSameFiles(both.filename);
    expect(kindsOf(await documentOf<Health>(0, 'health'))).to.deep.equal([]);

    unmount();
    const alone = await documentOf<CreatedInStores>(13, 'create');
    expect(alone.copies.map(({ store, result }) => [store, result])).to.deep.equal([
      ['local', 'ok'],
      ['nas', 'failed'],
    ]);
    expect(readdirSync(workspace.path('nas'))).to.deep.equal([]);
    const found = await documentOf<Health>(1, 'health');
    expect(kindsOf(found)).to.include.members(['store_unreachable', 'copies_missing']);
    expect(found.stores[1]).to.include({ name: 'nas', reachable: false, backups: null });
    const failing = await documentOf<Copies>(13, 'sync');
    expect(failing.failed.map(({ store, error }) => [store, error.code])).to.deep.equal([
      ['nas', 'BACKUP_DIRECTORY'],
    ]);

    mount();
    expect(kindsOf(await documentOf<Health>(1, 'health'))).to.have.members([
      'store_lagging',
      'copies_missing',
    ]);
    const planned = await documentOf<Copies>(0, 'sync', '--dry-run');
    expect(planned.copied.map(({ filename }) => filename)).to.deep.equal([alone.filename]);
    const { copied } = await documentOf<Copies>(0, 'sync');
    expect(copied).to.have.lengthOf(1);
    expect(copied[0]).to.include({ filename: alone.filename, store: 'nas', from: 'local' });
    expectSameFiles(alone.filename);
    expect((await documentOf<Copies>(0, 'sync')).copied).to.deep.equal([]);
    expect(kindsOf(await documentOf<Health>(0, 'health'))).to.deep.equal([]);
    expect(
      (await workspace.run('verify', alone.filename, '--store', 'nas', '--level', 'full')).exitCode,
    ).to.equal(0);
  });

  it('heal a damaged copy and a lost one from the other store', async () => {
    const { filename: damaged } = await documentOf<CreatedInStores>(0, 'create');
    const { filename: lost } = await documentOf<CreatedInStores>(0, 'create');
    const original = readFileSync(join(nas, damaged));
    const broken = Buffer.from(original);
    broken.fill(0, 100, 200);
    writeFileSync(join(nas, damaged), broken);
    rmSync(join(workspace.backupDir, lost));
    expect((await workspace.run('verify', damaged, '--store', 'nas')).exitCode).to.equal(8);
    const { copied } = await documentOf<Copies>(0, 'sync');
    expect(copied.map(({ filename, from, store }) => [filename, from, store])).to.have.deep.members([
      [lost, 'nas', 'local'],
      [damaged, 'local', 'nas'],
    ]);
    expect(readFileSync(join(nas, damaged)).equals(original)).to.equal(true);
    expectSameFiles(damaged);
    expectSameFiles(lost);
  });

  it('get copies that are named, once', async () => {
    const only = workspace.with({ env: { BACKUP_STORES: '[]' } });
    const { filename } = await only.create('app.db', '--label', 'before');
    const copy = ['copy', filename, '--from', 'local', '--to', 'nas'];
    expect((await documentOf<Copies>(0, ...copy)).copied).to.have.lengthOf(1);
    expectSameFiles(filename);
    expect((await documentOf<Copies>(0, ...copy)).copied).to.deep.equal([]);
    const listed = await documentOf<readonly { readonly label: string | null }[]>(
      0,
      'list',
      '--store',
      'nas',
    );
    expect(listed.map(({ label }) => label)).to.deep.equal(['before']);
    const runs = await documentOf<readonly { readonly operation: string; readonly facts: object }[]>(
      0,
      ...['history', '--operation', 'copy'],
    );
    expect(runs.map(({ operation }) => operation)).to.deep.equal(['copy', 'copy']);
    expect(runs[1]?.facts).to.include({ copied: 1, failed: 0 });
  });
});
