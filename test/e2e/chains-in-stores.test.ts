import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoppingPoints, type StoppingPoint } from '../support/stopping-points.ts';
import { execute } from '../support/writers.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

interface Copies {
  readonly copied: readonly { readonly filename: string; readonly store: string }[];
}

interface Listed {
  readonly filename: string;
  readonly verified: boolean;
  readonly damage: string | null;
}

/** File name → file name of its parent. */
type Parents = ReadonlyMap<string, string | undefined>;

describe('a chain in two directory stores', function () {
  this.timeout(300_000);
  let workspace: Workspace;
  let nas: string;
  /** Oldest first. */
  let chain: readonly string[];

  beforeEach(async () => {
    const { folder } = (workspace = Workspace.create());
    nas = join(folder, 'nas');
    mkdirSync(nas);
    workspace = workspace.with({
      env: {
        XDG_STATE_HOME: join(folder, 'state-home'),
        BACKUP_DATABASE_PATH: 'app.db',
        BACKUP_STORES: JSON.stringify([{ name: 'nas', type: 'directory', path: nas }]),
        BACKUP_FULL_INTERVAL_HOURS: '720',
      },
    });
    await execute(
      workspace.path('app.db'),
      'PRAGMA journal_mode=WAL',
      'CREATE TABLE people (name TEXT)',
      'INSERT INTO people VALUES (hex(randomblob(200000)))',
    );
    chain = [await change('one'), await change('two'), await change('three')];
    expect(chain.map((name) => /\.(db|wal)\./.exec(name)?.[1])).to.deep.equal(['db', 'wal', 'wal']);
  });
  afterEach(() => workspace.remove());

  const documentOf = <Document>(...argv: readonly string[]) => workspace.document<Document>(...argv);
  const change = async (name: string): Promise<string> => {
    await execute(workspace.path('app.db'), `INSERT INTO people VALUES ('${name}')`);
    return (await documentOf<CreatedDocument>('create')).filename;
  };
  const dataFilesIn = (folder: string) =>
    readdirSync(folder).filter((name) => /\.(?:db|wal)(?:\.\w+)?$/.test(name));
  const parentsIn = (folder: string): Parents =>
    new Map(
      dataFilesIn(folder).map((name) => {
        const manifest = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
          parent?: string;
        };
        return [name, manifest.parent];
      }),
    );
  const clearNas = (): void => {
    for (const name of readdirSync(nas)) if (name.startsWith('app-')) rmSync(join(nas, name));
  };
  const expectSame = async (): Promise<void> => {
    for (const name of chain)
      expect(readFileSync(join(nas, name)).equals(readFileSync(join(workspace.backupDir, name)))).to.equal(
        true,
      );
    const listed = await documentOf<readonly Listed[]>('list', '--store', 'nas');
    expect(listed.map(({ verified, damage }) => [verified, damage])).to.deep.equal(
      chain.map(() => [true, null]),
    );
  };
  const expectRestorable = async (): Promise<void> => {
    const restored = workspace.path('restored.db');
    rmSync(restored, { force: true });
    await documentOf('restore', chain.at(-1)!, '--to', restored, '--store', 'nas');
    const rows = 'SELECT count(*), max(name) FROM people';
    expect(sqlite3(restored, rows)).to.equal(sqlite3(workspace.path('app.db'), rows));
  };
  /** Kills a sync at the point; false where it ended without reaching it. */
  const killSyncAt = async (point: StoppingPoint, number: number): Promise<boolean> => {
    const points = new StoppingPoints(workspace.path(`points-${String(number)}`));
    points.arm(point);
    const cli = workspace.with({ env: points.env }).start('sync', '--store', 'nas');
    const isStopped = await Promise.race([
      points.reached(point).then(() => true),
      cli.ended.then(() => false),
    ]);
    if (isStopped) cli.kill('SIGKILL');
    await cli.ended;
    return isStopped;
  };

  it('comes back by a sync after the loss of one store, and is restored from there', async () => {
    await expectSame();
    clearNas();
    const { copied } = await documentOf<Copies>('sync');
    expect(copied.map(({ filename, store }) => [filename, store])).to.deep.equal(
      chain.map((name) => [name, 'nas']),
    );
    await expectSame();
    await expectRestorable();
    expect((await documentOf<Copies>('sync')).copied).to.deep.equal([]);
  });

  it('gets its base with the next backup in a store that lost it', async () => {
    clearNas();
    chain = [...chain, await change('zoe')];
    await expectSame();
    await expectRestorable();
  });

  it('has no delta without its parent in a store when a sync is killed after any copy', async () => {
    clearNas();
    let kills = 0;
    while (await killSyncAt('placing', kills)) {
      kills += 1;
      const parents = parentsIn(nas);
      expect(parents.size).to.equal(kills);
      for (const [name, parent] of parents)
        if (parent !== undefined) expect(parents.has(parent), `the parent of ${name}`).to.equal(true);
    }
    expect(kills).to.equal(chain.length);
    await expectSame();
    await expectRestorable();
  });

  it('is whole again after a sync that was killed while it replaced a damaged full', async () => {
    const full = chain[0]!;
    const original = readFileSync(join(nas, full));
    writeFileSync(join(nas, full), Buffer.alloc(original.length));
    expect((await workspace.run('verify', full, '--store', 'nas')).exitCode).to.equal(8);
    expect(await killSyncAt('removing', 0)).to.equal(true);
    expect(existsSync(join(nas, full))).to.equal(false);
    for (const name of chain.slice(1)) expect(existsSync(join(nas, name)), name).to.equal(true);
    const { copied } = await documentOf<Copies>('sync');
    expect(copied.map(({ filename }) => filename)).to.deep.equal([full]);
    await expectSame();
    await expectRestorable();
  });
});
