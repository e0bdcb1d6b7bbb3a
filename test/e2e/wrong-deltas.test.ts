import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { formatManifest, parseManifest } from '../../src/adapters/outbound/files/manifest-document.ts';
import {
  PAGE_DIGEST_BYTES,
  PageTableReader,
  PageTableWriter,
} from '../../src/adapters/outbound/sqlite-file/page-table-file.ts';
import type { Manifest } from '../../src/domain/backup/manifest.ts';
import { applyDelta } from '../support/apply-delta.ts';
import { sha256 } from '../support/database-fixtures.ts';
import { writeDelta } from '../support/delta-writer.ts';
import { changeRow, createType, fillRows, restoreByHand, type CreatedPoint } from './chain-of-rows.ts';
import { hasProgram, requires } from './requirement.ts';
import { Workspace } from './workspace.ts';

interface Verified {
  readonly result: string;
}

/** Every mistake leaves files that agree with their manifests: only the content of the database can show it. */
describe('a wrong delta', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let database: string;
  let full: CreatedPoint;

  beforeEach(async function () {
    requires(this, hasProgram('sqlite3', '--version'), 'sqlite3');
    const env = { BACKUP_COMPRESSION: 'none', BACKUP_VERIFY_AFTER_CREATE: 'none' };
    workspace = Workspace.create().with({ env });
    database = workspace.path('app.db');
    await fillRows(database);
    full = await createType(workspace, 'full');
  });
  afterEach(() => workspace.remove());

  const pages = (name: string) => join(workspace.backupDir, '.state', 'pages', name);

  /** Replaces a stored file, its record, or both, in a way that agrees. */
  function rewrite({ path, filename }: CreatedPoint, changes: Partial<Manifest>, content?: Buffer): void {
    const record = parseManifest(readFileSync(`${path}.json`, 'utf8'), filename);
    if (record.condition !== 'intact') throw new Error(record.condition);
    const ofContent = content && { storedSha256: sha256(content), storedBytes: content.length };
    if (content !== undefined) writeFileSync(path, content);
    writeFileSync(`${path}.json`, formatManifest({ ...record.manifest, ...ofContent, ...changes }));
  }

  async function expectCaught({ filename, path, database_sha256 }: CreatedPoint, base: CreatedPoint) {
    const checksum = await workspace.run('verify', filename, '--level', 'checksum', '--json');
    expect((JSON.parse(checksum.stdout) as Verified).result, 'the files agree').to.equal('ok');
    const quick = await workspace.run('verify', filename, '--level', 'quick', '--json');
    expect((JSON.parse(quick.stdout) as Verified).result, quick.stdout).to.equal('failed');
    const target = workspace.path('restored.db');
    const restored = await workspace.run('restore', filename, '--to', target);
    expect(restored.exitCode, restored.stdout).not.to.equal(0);
    const { status, stdout } = restoreByHand(target, [base.path, path]);
    expect(status, 'SQLite applies it').to.equal(0);
    expect(stdout.slice(0, 64)).not.to.equal(database_sha256);
  }

  it('on a wrong parent is caught', async () => {
    await changeRow(database, 50, 'one');
    const between = await createType(workspace, 'incr');
    await changeRow(database, 150, 'two');
    const incr = await createType(workspace, 'incr');
    // As if it were a diff on the full, without the page that changed in between.
    rewrite(incr, { type: 'diff', parent: { filename: full.filename, storedSha256: full.stored_sha256 } });
    expect(between.type).to.equal('incr');
    await expectCaught(incr, full);
  });

  it('without one of its pages is caught', async () => {
    await changeRow(database, 50, 'one');
    await changeRow(database, 150, 'two');
    const incr = await createType(workspace, 'incr');
    const before = readFileSync(full.path);
    const after = applyDelta(before, readFileSync(incr.path));
    const pageSize = before.readUInt16BE(16);
    const numbers = Array.from({ length: after.length / pageSize }, (_, index) => index + 1);
    const page = numbers.find((number) => {
      const [start, end] = [(number - 1) * pageSize, number * pageSize];
      return number > 1 && !before.subarray(start, end).equals(after.subarray(start, end));
    })!;
    const delta = writeDelta(before, after, pageSize, { without: [page] });
    rewrite(incr, { frames: (delta.length - 32) / (24 + pageSize) }, delta);
    await expectCaught(incr, full);
  });

  it('that was made with a stale page table is caught', async () => {
    const first = await forgeStaleTable();
    const incr = await createType(workspace, 'incr');
    expect(incr.type).to.equal('incr');
    const checked = await workspace.run('verify', incr.filename, '--level', 'quick', '--json');
    expect((JSON.parse(checked.stdout) as Verified).result).to.equal('failed');
    const target = workspace.path('restored.db');
    expect((await workspace.run('restore', incr.filename, '--to', target)).exitCode).not.to.equal(0);
    const { status, stdout } = restoreByHand(target, [full.path, first.path, incr.path]);
    expect(status).to.equal(0);
    expect(stdout.slice(0, 64)).not.to.equal(incr.database_sha256);
  });

  it('is never published where create verifies it: a full replaces it and its page table', async () => {
    await forgeStaleTable();
    const quick = ['create', database, '--type', 'incr', '--verify', 'quick', '--json'] as const;
    const created = await workspace.run(...quick);
    expect(created.exitCode, created.stdout).to.equal(0);
    expect(JSON.parse(created.stdout) as CreatedPoint).to.include({ type: 'full', verified: true });
    expect(created.stderr).to.include('does not read back');
    await changeRow(database, 60, 'three');
    const next = await workspace.run(...quick);
    expect(JSON.parse(next.stdout) as CreatedPoint).to.include({ type: 'incr', verified: true });
  });

  /** The digests of the full, in a table that claims to be that of the incr, which is returned; then changes a row back. */
  async function forgeStaleTable(): Promise<CreatedPoint> {
    copyFileSync(pages('app.full.tbl'), workspace.path('stale.tbl'));
    const { DatabaseSync } = await import('node:sqlite');
    const connection = new DatabaseSync(database);
    const { body } = connection.prepare('SELECT body FROM item WHERE id = 50').get() as { body: string };
    connection.close();
    await changeRow(database, 50, 'one');
    const first = await createType(workspace, 'incr');
    await changeRow(database, 50, body);
    const stale = PageTableReader.open(workspace.path('stale.tbl'))!;
    const current = PageTableReader.open(pages('app.last.tbl'))!;
    const writer = await PageTableWriter.create(workspace.path('forged.tbl'));
    writer.append(stale.next(stale.pageCount));
    await writer.finish(current.facts);
    expect(stale.pageCount * PAGE_DIGEST_BYTES).to.be.greaterThan(0);
    [stale, current].forEach((table) => table.close());
    renameSync(workspace.path('forged.tbl'), pages('app.last.tbl'));
    return first;
  }
});
