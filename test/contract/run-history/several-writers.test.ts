import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemRunHistory } from '../../../src/adapters/outbound/run-history/filesystem-run-history.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { FaultProcess } from '../../support/fault-process.ts';
import { pseudoRandomNumber } from '../../support/fault-pseudo-random.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

const KILLS = 8;
const RUNS = 150;
const UNBOUNDED = 1_000_000;

describe('The journal', () => {
  let directory: string;
  let writers: FaultProcess[];

  beforeEach(async () => {
    directory = await makeFolder();
    writers = [];
  });

  afterEach(async () => {
    for (const writer of writers) await writer.kill();
    await removeFolder(directory);
  });

  const start = (name: string, maxRuns: number, runs: number): FaultProcess => {
    const writer = new FaultProcess('fault-journal-writer.ts', [
      directory,
      name,
      String(maxRuns),
      String(runs),
    ]);
    writers.push(writer);
    return writer;
  };

  it(`has every line of a process that was killed, ${KILLS} times, and the run that it killed is interrupted`, async () => {
    const journal = new FilesystemRunHistory(stateDirectoryOf(directory), UNBOUNDED);
    let interrupted = 0;
    for (let seed = 0; seed < KILLS; seed += 1) {
      const writer = start(`w${seed}`, UNBOUNDED, UNBOUNDED);
      let said = '';
      for (let line = 0; line <= pseudoRandomNumber(seed, 40); line += 1) said = await writer.line();
      await writer.kill();
      const { entries } = await journal.read();
      const own = entries.filter(({ database }) => database === `w${seed}`);
      const [event, last] = said.split(' ');
      for (let number = 1; number <= Number(last); number += 1) {
        const outcome = own.find(({ id }) => id === `w${seed}-${number}`)?.outcome;
        if (number === Number(last) && event === 'started')
          expect(outcome).to.be.oneOf(['interrupted', 'succeeded']);
        else expect(outcome, `run ${number} of ${seed}`).to.equal('succeeded');
      }
      expect(own.filter(({ outcome }) => outcome === 'running')).to.deep.equal([]);
      interrupted += own.filter(({ outcome }) => outcome === 'interrupted').length;
    }
    expect(interrupted).to.be.above(0);
  }).timeout(60_000);

  it('loses no line of two processes while a third one renames the file', async () => {
    const names = ['a', 'b'];
    // Portions of 50 runs, and room for all of them.
    const exits = Promise.all(names.map((name) => start(name, 500, RUNS).finish()));
    let portions = 0;
    const state = join(directory, '.state');
    const renameFile = async (): Promise<void> => {
      const name = `journal-${String(portions + 1).padStart(6, '0')}-${'0'.repeat(8)}.jsonl`;
      await rename(join(state, 'journal.jsonl'), join(state, name)).then(
        () => (portions += 1),
        () => undefined,
      );
      await setImmediate();
    };
    const ending = new AbortController();
    void exits.finally(() => ending.abort());
    while (!ending.signal.aborted) await renameFile();
    expect(await exits).to.deep.equal([0, 0]);
    expect(portions).to.be.above(20);
    const { entries, unreadableLines } = await new FilesystemRunHistory(
      stateDirectoryOf(directory),
      UNBOUNDED,
    ).read();
    expect(unreadableLines).to.equal(0);
    for (const name of names) {
      const own = entries.filter(({ database, outcome }) => database === name && outcome === 'succeeded');
      expect(own).to.have.lengthOf(RUNS);
    }
  }).timeout(60_000);

  it('loses no record of concurrent processes: both rotate full files', async () => {
    const names = ['a', 'b'];
    const exits = Promise.all(names.map((name) => start(name, 2 * RUNS + 60, RUNS).finish()));
    expect(await exits).to.deep.equal([0, 0]);
    const portions = (await readdir(join(directory, '.state'))).filter((name) => name !== 'journal.jsonl');
    expect(portions.length).to.be.above(5);
    const { entries } = await new FilesystemRunHistory(stateDirectoryOf(directory), UNBOUNDED).read();
    expect(entries.filter(({ outcome }) => outcome === 'succeeded')).to.have.lengthOf(2 * RUNS);
  }).timeout(60_000);
});
