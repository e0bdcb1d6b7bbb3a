import { appendFile, mkdir, readFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemRunHistory } from '../../../src/adapters/outbound/run-history/filesystem-run-history.ts';
import { ownProcess } from '../../../src/adapters/outbound/files/process-identity.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { ended, started } from '../../support/history-records.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

describe('The lines of the journal', () => {
  let folder: string;
  let directory: string;
  let path: string;
  let journal: FilesystemRunHistory;

  beforeEach(async () => {
    folder = await makeFolder();
    directory = join(folder, 'backup');
    path = join(directory, '.state', 'journal.jsonl');
    journal = new FilesystemRunHistory(stateDirectoryOf(directory), 100);
  });

  afterEach(() => removeFolder(folder));

  const ids = async (): Promise<readonly string[]> => (await journal.read()).entries.map(({ id }) => id);

  it('are JSON, each on its own, for their owner only', async () => {
    await journal.append(started(1));
    await journal.append(ended(1, { facts: { filename: 'a.db' } }));
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines.pop()).to.equal('');
    const own = ownProcess();
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal([
      {
        event: 'started',
        id: 'run-1',
        operation: 'create',
        database: 'app',
        started_at: '2026-11-22T12:00:01.000Z',
        process: {
          pid: process.pid,
          host: own.host,
          pid_namespace: own.pidNamespace,
          boot_id: own.bootId,
          start_ticks: own.startTicks,
        },
      },
      {
        event: 'ended',
        id: 'run-1',
        operation: 'create',
        database: 'app',
        started_at: '2026-11-22T12:00:01.000Z',
        outcome: 'succeeded',
        duration_ms: 5,
        facts: { filename: 'a.db' },
        warnings: [],
        error: null,
      },
    ]);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await stat(join(directory, '.state'))).mode & 0o777).to.equal(0o700);
  });

  it('are read up to one that is torn, at whatever byte', async () => {
    await journal.append(ended(1));
    const { size: whole } = await stat(path);
    await journal.append(ended(2));
    const { size } = await stat(path);
    // Without its end alone the line is whole.
    for (let length = size - 2; length > whole; length -= 1) {
      await truncate(path, length);
      expect(await journal.read()).to.deep.include({ unreadableLines: 1 });
      expect(await ids()).to.deep.equal(['run-1']);
    }
    await truncate(path, whole);
    expect(await journal.read()).to.deep.include({ unreadableLines: 0 });
  });

  it('BackupDirectoryException when they are there but cannot be read', async () => {
    await mkdir(path, { recursive: true });
    expect(await rejectionOf(journal.read())).to.be.instanceOf(BackupDirectoryException);
  });

  it('that come after a torn one are lines of their own', async () => {
    await journal.append(ended(1));
    await journal.append(ended(2));
    await truncate(path, (await stat(path)).size - 20);
    await journal.append(ended(3));
    await journal.append(ended(4));
    expect(await ids()).to.deep.equal(['run-4', 'run-3', 'run-1']);
    expect((await journal.read()).unreadableLines).to.equal(1);
  });

  it('counts unreadable lines and reads the others', async () => {
    await journal.append(ended(1));
    const garbage = [
      'garbage',
      '{}',
      '[]',
      'null',
      '{"event":"ended","id":"run-1"}',
      '{"event":"exploded","id":"x","operation":"create","database":"app","started_at":"2026-11-22T12:00:01.000Z"}',
      '\u0000\u0000\u0000',
    ];
    await appendFile(path, `${garbage.join('\n')}\n\n\n`);
    await appendFile(path, Buffer.from([0xff, 0xfe, 0x80, 0x0a]));
    await journal.append(ended(2));
    expect(await ids()).to.deep.equal(['run-2', 'run-1']);
    expect((await journal.read()).unreadableLines).to.equal(garbage.length + 1);
  });

  it('of a later version may have more in them', async () => {
    await journal.append(ended(1));
    const line = JSON.parse((await readFile(path, 'utf8')).trim()) as object;
    await appendFile(path, `${JSON.stringify({ ...line, id: 'later', operation: 'teleport', news: 1 })}\n`);
    expect(await ids()).to.deep.equal(['later', 'run-1']);
  });

  it('are found in the portions that are full, in the order of their numbers', async () => {
    const state = join(directory, '.state');
    await mkdir(state, { recursive: true });
    for (let number = 1; number <= 250; number += 1) await journal.append(ended(number));
    const portions = (await readdir(state)).filter((name) => name !== 'journal.jsonl').sort();
    expect(portions.length).to.equal(9);
    expect(portions.every((name) => /^journal-\d{6}-[0-9a-f]{8}\.jsonl$/.test(name))).to.equal(true);
    expect(await ids()).to.deep.equal(Array.from({ length: 100 }, (_, age) => `run-${250 - age}`));
  });

  describe('of a start without an end decide whether the run has ended:', () => {
    const own = ownProcess();
    const outcomeOf = async (process: typeof own): Promise<string | undefined> => {
      await new FilesystemRunHistory(stateDirectoryOf(directory), 100, process).append(started(1));
      return (await journal.read()).entries[0]?.outcome;
    };

    it('it is when the machine was started anew since', async () => {
      expect(await outcomeOf({ ...own, bootId: 'an earlier one' })).to.equal('interrupted');
    });

    it('it is when another process has its pid now', async function () {
      if (own.startTicks === '') return this.skip();
      expect(await outcomeOf({ ...own, startTicks: '1' })).to.equal('interrupted');
    });

    it('nothing is known in another pid namespace', async () => {
      expect(await outcomeOf({ ...own, pidNamespace: 'pid:[1]', pid: 2 ** 22 + 1 })).to.equal('running');
    });
  });
});
