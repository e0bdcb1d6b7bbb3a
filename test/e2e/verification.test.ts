import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { execute } from '../support/writers.ts';
import { Workspace, type CreatedDocument, type ListedDocument } from './workspace.ts';

interface VerifiedDocument {
  readonly filename: string;
  readonly result: string;
  readonly checks: readonly { readonly name: string; readonly result: string; readonly detail: string }[];
  readonly restore_ms?: number;
}

describe('verification of backups', () => {
  let workspace: Workspace;
  let database: string;
  beforeEach(async () => {
    workspace = Workspace.create();
    database = workspace.path('app.db');
    await execute(
      database,
      'PRAGMA journal_mode = wal',
      'CREATE TABLE people (name TEXT)',
      'CREATE VIRTUAL TABLE note USING fts5(body)',
      "INSERT INTO people VALUES ('Ada')",
    );
  });
  afterEach(() => workspace.remove());

  /** Runs with assertions, and says how it ended whatever the verdict. */
  async function drill(backup: CreatedDocument, assertions: readonly object[]) {
    const env = { BACKUP_DRILL_ASSERTIONS: JSON.stringify(assertions) };
    const ending = await workspace.with({ env }).run('verify', backup.filename, '--level', 'drill', '--json');
    return { exitCode: ending.exitCode, document: JSON.parse(ending.stdout) as VerifiedDocument };
  }

  it('restores, checks assertions, records the duration and cleans up in a drill', async () => {
    const backup = await workspace.create(database);
    const { exitCode, document } = await drill(backup, [
      { name: 'people', sql: 'SELECT count(*) FROM people', at_least: 1 },
      { name: 'notes', sql: "SELECT count(*) FROM note WHERE note MATCH 'fox'", equals: 0 },
    ]);
    expect([exitCode, document.result], JSON.stringify(document)).to.deep.equal([0, 'ok']);
    const names = document.checks.map(({ name }) => name);
    expect(names[0]).to.equal('manifest');
    expect(names).to.include.members(['restore', 'integrity_check', 'assertion people', 'assertion notes']);
    const state = JSON.parse(readFileSync(`${backup.path}.state.json`, 'utf8')) as {
      readonly verifications: readonly { readonly level: string; readonly restore_ms?: number }[];
    };
    expect(document.restore_ms).to.be.a('number');
    expect(state.verifications.at(-1)).to.include({ level: 'drill', restore_ms: document.restore_ms });
    expect(workspace.staged()).to.deep.equal([]);
  });

  it('fails a drill with a wrong result; an assertion that cannot run is inconclusive', async () => {
    const backup = await workspace.create(database);
    const wrong = await drill(backup, [{ name: 'people', sql: 'SELECT count(*) FROM people', at_least: 2 }]);
    expect([wrong.exitCode, wrong.document.result]).to.deep.equal([8, 'failed']);
    expect(wrong.document.checks.at(-1)?.detail).to.equal('1, expected at least 2');
    const open = await drill(backup, [{ name: 'x', sql: 'SELECT only_the_app_has_this()', equals: 1 }]);
    expect([open.exitCode, open.document.result]).to.deep.equal([12, 'inconclusive']);
  });

  it('verifies all databases; the worst result counts', async () => {
    const other = workspace.path('shop.db');
    await execute(other, 'CREATE TABLE item (id)');
    const [good, bad] = [await workspace.create(database), await workspace.create(other)];
    const all = await workspace.document<readonly VerifiedDocument[]>('verify', '--all');
    expect(all.map(({ result }) => result)).to.deep.equal(['ok', 'ok']);
    appendFileSync(bad.path, 'x');
    const ending = await workspace.run('verify', '--all', '--json');
    expect(ending.exitCode).to.equal(8);
    const documents = JSON.parse(ending.stdout) as readonly VerifiedDocument[];
    expect(documents.map(({ filename, result }) => [filename, result])).to.have.deep.members([
      [good.filename, 'ok'],
      [bad.filename, 'failed'],
    ]);
    expect((await workspace.run('verify', '--all', '--database', 'app')).exitCode).to.equal(0);
    expect((await workspace.run('verify', '--all', '--database', 'lost')).exitCode).to.equal(11);
  });

  describe('a damaged backup', () => {
    const damageIn = async (): Promise<readonly (string | null)[]> => {
      const listed = await workspace.document<readonly { readonly damage: string | null }[]>('list');
      return listed.map(({ damage }) => damage);
    };
    const health = async (): Promise<string> => {
      const { exitCode, stdout } = await workspace.run('health', '--json');
      expect(exitCode).to.equal(2);
      return stdout;
    };

    it('is shown by list, health and history after a verification', async () => {
      await workspace.create(database);
      const { path, filename } = await workspace.create(database, '--compression', 'none');
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      writeFileSync(path, bytes);
      expect(await damageIn()).to.deep.equal([null, null]);
      expect((await workspace.run('verify', filename)).exitCode).to.equal(8);
      expect((await damageIn())[0]).to.include('failed');
      expect((await workspace.run('list')).stdout).to.include('DAMAGED');
      expect(await health())
        .to.include('backup_damaged')
        .and.include(filename);
      const runs = JSON.parse(
        (await workspace.run('history', '--json', '--operation', 'verify')).stdout,
      ) as readonly { readonly outcome: string; readonly facts: object; readonly error: object }[];
      expect(runs[0]?.outcome).to.equal('failed');
      expect(runs[0]?.facts).to.include({ filename, result: 'failed' });
      expect(runs[0]?.error).to.include({ code: 'BACKUP_VERIFICATION' });
    }).timeout(180_000);

    it('is detected without reading content when its data file is missing or truncated', async () => {
      const cut = await workspace.create(database);
      const gone = await workspace.create(database);
      truncateSync(cut.path, 10);
      rmSync(gone.path);
      expect(await damageIn()).to.satisfy(
        ([first, second]: readonly string[]) =>
          first?.includes('missing') === true && second?.includes('10 bytes') === true,
      );
      expect(await health())
        .to.include(gone.filename)
        .and.include(cut.filename);
      await workspace.create(database);
      expect((await damageIn()).filter((damage) => damage !== null)).to.have.length(2);
      const refused = await workspace.run('restore', gone.filename, '--to', workspace.path('x.db'));
      expect(refused.exitCode).to.equal(8);
      expect((await workspace.run('verify', gone.filename)).exitCode).to.equal(8);
    }).timeout(180_000);
  });

  it('verifies every backup in turn', async () => {
    const names: string[] = [];
    for (let made = 0; made < 3; made += 1) names.push((await workspace.create(database)).filename);
    const seen: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const argv = ['verify', '--select', 'sample:50', '--level', 'full'];
      const chosen = await workspace.document<readonly VerifiedDocument[]>(...argv);
      seen.push(...chosen.map(({ filename }) => filename));
    }
    expect([...new Set(seen)]).to.have.members(names);
  });

  it("adopts another tool's backup as a managed backup", async () => {
    const { path } = await workspace.create(database, '--compression', 'none');
    const content = readFileSync(path);
    const foreign = workspace.path('backup', 'legacy_20260115_020000.db.gz');
    writeFileSync(foreign, gzipSync(content));
    const made = new Date('2026-01-15T01:59:30Z');
    utimesSync(foreign, made, made);
    const listed = await workspace.document<ListedDocument>('adopt', 'legacy_20260115_020000.db.gz');
    expect(listed).to.include({
      filename: 'legacy-20260115T015930000Z.db.gz',
      managed: true,
      verified: true,
      pinned: true,
      label: 'adopted',
    });
    expect(existsSync(foreign)).to.equal(false);
    const { result } = await workspace.document<VerifiedDocument>(
      'verify',
      listed.filename,
      '--level',
      'drill',
    );
    expect(result).to.equal('ok');
    const again = await workspace.run('adopt', listed.filename);
    expect([again.exitCode, again.stderr.includes('already managed')]).to.deep.equal([2, true]);
  });

  it('refuses to adopt a damaged file, and does not change it', async () => {
    mkdirSync(workspace.backupDir);
    const foreign = workspace.path('backup', 'old.db.gz');
    writeFileSync(foreign, gzipSync('no database').subarray(0, -4));
    const before = readFileSync(foreign);
    expect((await workspace.run('adopt', 'old.db.gz')).exitCode).to.equal(8);
    expect(readFileSync(foreign).equals(before)).to.equal(true);
    expect(workspace.dataFiles()).to.deep.equal(['old.db.gz']);
  });

  it('pins, labels and unpins', async () => {
    const { filename } = await workspace.create(database);
    await workspace.document('label', filename, 'before the move');
    const pinned = await workspace.document<object>('pin', filename);
    expect(pinned).to.include({ filename, pinned: true, label: 'before the move' });
    const copies = [{ store: 'local', verified: true }];
    expect(await workspace.list()).to.deep.equal([{ ...pinned, copies }]);
    expect(await workspace.document('unpin', filename)).to.include({ pinned: false, verified: true });
  });
});
