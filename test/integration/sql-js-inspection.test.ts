import { expect } from 'chai';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { checkScratch } from '../../src/adapters/outbound/database-inspector/scratch-tasks.ts';
import { overallResult, type ContentLevel } from '../../src/domain/verification/verification.ts';
import { sqlite3 } from '../support/python-sqlite.ts';

describe('inspection with sql.js', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspect-'));
    path = join(folder, 'scratch.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const result = async (level: ContentLevel): Promise<string> =>
    overallResult((await checkScratch({ engine: 'sqljs', databasePath: path, level })).checks);

  it('accepts an image in WAL mode without changing it', async () => {
    sqlite3(path, 'PRAGMA journal_mode = wal; CREATE TABLE t(a); INSERT INTO t VALUES (1)');
    const before = readFileSync(path);
    expect(before[18], 'in WAL mode').to.equal(2);
    expect(await result('quick')).to.equal('ok');
    expect(await result('full')).to.equal('ok');
    expect(readFileSync(path).equals(before)).to.equal(true);
    expect(readdirSync(folder)).to.deep.equal(['scratch.db']);
  });

  it('fails on an empty file, no database, a truncated one, and one without a table', async () => {
    writeFileSync(path, '');
    expect(await result('quick')).to.equal('failed');
    writeFileSync(path, 'text '.repeat(1000));
    expect(await result('quick')).to.equal('failed');
    writeFileSync(path, 'SQLite');
    expect(await result('quick')).to.equal('failed');
    rmSync(path);
    sqlite3(path, 'CREATE TABLE t(a); CREATE TABLE u(a)');
    truncateSync(path, 8192);
    expect(await result('quick')).to.equal('failed');
    rmSync(path);
    sqlite3(path, 'CREATE TABLE t(a); DROP TABLE t');
    expect(await result('quick')).to.equal('failed');
  });

  it('is inconclusive when the file is too large for memory', async () => {
    sqlite3(path, 'CREATE TABLE t(a)');
    truncateSync(path, 1024 ** 3 + 1);
    const [check] = (await checkScratch({ engine: 'sqljs', databasePath: path, level: 'full' })).checks;
    expect(check).to.deep.include({ name: 'integrity_check', result: 'inconclusive' });
    expect(check?.detail).to.include('1 GiB');
  });
});
