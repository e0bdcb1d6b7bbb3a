import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FaultProcess } from '../../support/fault-process.ts';
import { describeOperationLock } from './operation-lock.contract.ts';
import { createProcessLockSubject } from './process-lock-subject.ts';

// A machine with two runtimes: one process has node:sqlite, the other has not.
describeOperationLock('SqliteOperationLock against a LockFileOperationLock', () =>
  createProcessLockSubject('SqliteOperationLock', 'LockFileOperationLock'),
);
describeOperationLock('LockFileOperationLock against a SqliteOperationLock', () =>
  createProcessLockSubject('LockFileOperationLock', 'SqliteOperationLock'),
);

describe('Twenty processes contend and exactly one at a time is inside', () => {
  const ROUNDS = 4;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'contention-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  for (const kinds of [
    ['SqliteOperationLock'],
    ['LockFileOperationLock'],
    ['SqliteOperationLock', 'LockFileOperationLock'],
  ]) {
    it(`with ${kinds.join(' and ')}, after the last owner died`, async () => {
      const dead = new FaultProcess('fault-lock-holder.ts', [kinds[0]!, directory, 'app', 'create']);
      await dead.line();
      await dead.kill();
      // Its heartbeat stopped an hour ago: nothing may depend on who finds that out first.
      const anHourAgo = new Date(Date.now() - 3_600_000);
      await utimes(join(directory, '.state', 'locks', 'app~lock'), anHourAgo, anHourAgo);

      const witness = join(directory, 'somebody-is-inside');
      const contenders = Array.from({ length: 20 }, (_, index) => {
        const kind = kinds[index % kinds.length]!;
        return new FaultProcess('fault-lock-contender.ts', [kind, directory, 'app', String(ROUNDS), witness]);
      });
      for (const contender of contenders) expect(await contender.line(), contender.errors).to.equal('ready');
      const codes = await Promise.all(contenders.map((contender) => contender.finish()));
      expect(codes, contenders.map(({ errors }) => errors).join('')).to.deep.equal(contenders.map(() => 0));
    }).timeout(120_000);
  }
});
