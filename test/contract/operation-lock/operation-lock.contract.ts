import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { HeldLock, OperationLock } from '../../../src/application/ports/operation-lock.ts';
import type { Operation } from '../../../src/application/ports/run-listener.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

/** Another process that holds a lock. */
export interface ForeignHolder {
  readonly pid: number;
  release(): Promise<unknown>;
  kill(): Promise<void>;
}

export interface OperationLockSubject {
  /** Locks of the same table or directory at each call. */
  createLock(): OperationLock;
  /** `undefined` for an adapter of one process. */
  readonly crossProcess:
    | {
        hold(database: string, operation: Operation): Promise<ForeignHolder>;
        makeUnusable(): Promise<void>;
        touch(database: string, time: Date): Promise<void>;
      }
    | undefined;
  /** As another process does that considers the owner dead. */
  takeAway(lock: OperationLock, database: string): Promise<void>;
  dispose(): Promise<void>;
}

export function describeOperationLock(name: string, create: () => Promise<OperationLockSubject>): void {
  describe(`${name} is an OperationLock`, () => {
    let subject: OperationLockSubject;
    let lock: OperationLock;

    beforeEach(async () => {
      subject = await create();
      lock = subject.createLock();
    });

    afterEach(() => subject.dispose());

    async function expectHeld(database = 'app'): Promise<OperationInProgressException> {
      const error = await rejectionOf(lock.acquire(database, 'verify'));
      expect(error).to.be.instanceOf(OperationInProgressException);
      return error as OperationInProgressException;
    }

    describe('gives the lock of a database to one owner at a time', () => {
      it('in this process, from the same object', async () => {
        const held = await lock.acquire('app', 'create');
        const refusal = await expectHeld();
        expect(refusal.message).to.include('create').and.to.include('app');
        expect(refusal.ownerOperation).to.equal('create');
        await held.release();
      });

      it('in this process, from another object', async () => {
        const held = await subject.createLock().acquire('app', 'cleanup');
        expect((await expectHeld()).message).to.include('cleanup');
        await held.release();
      });

      it('when twenty ask at the same time', async () => {
        const asked = Array.from({ length: 20 }, () => subject.createLock().acquire('app', 'create'));
        const results = await Promise.allSettled(asked);
        const held = results.filter((result) => result.status === 'fulfilled');
        expect(held).to.have.length(1);
        await held[0]!.value.release();
      });

      it('in another process; the refusal names its pid and operation', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        const holder = await subject.crossProcess.hold('app', 'restore');
        const error = await expectHeld();
        expect(error.message).to.include(`restore (pid ${holder.pid}`).and.to.include('app');
        expect(error.details).to.have.nested.property('owner.pid', holder.pid);
        expect(error.ownerOperation).to.equal('restore');
        expect(error.hint).not.to.equal('');
        await holder.release();
      });

      it('and a refusal does not release it', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        const holder = await subject.crossProcess.hold('app', 'restore');
        await expectHeld();
        expect((await expectHeld()).message).to.include(`pid ${holder.pid}`);
        await holder.release();
      });
    });

    it('keeps locks of different databases apart', async () => {
      const held: HeldLock[] = [];
      for (const database of ['app', 'app-2', 'app.db', 'App'])
        held.push(await lock.acquire(database, 'create'));
      await held[1]!.release();
      await expectHeld('app');
      await (await lock.acquire('app-2', 'create')).release();
      for (const each of held) await each.release();
    });

    describe('gives a released lock at once', () => {
      it('repeatedly', async () => {
        for (let round = 0; round < 10; round += 1) await (await lock.acquire('app', 'create')).release();
      });

      it('after its owner in another process ended', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        const holder = await subject.crossProcess.hold('app', 'create');
        await holder.release();
        await (await lock.acquire('app', 'create')).release();
      });
    });

    describe('gives the lock of a dead owner at once', () => {
      it('after its process was killed', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        const holder = await subject.crossProcess.hold('app', 'create');
        await holder.kill();
        const held = await lock.acquire('app', 'create');
        await expectHeld();
        await held.release();
      });

      it('also when its time is in the future', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        const holder = await subject.crossProcess.hold('app', 'create');
        await holder.kill();
        await subject.crossProcess.touch('app', new Date(Date.now() + 3_600_000));
        await (await lock.acquire('app', 'create')).release();
      });

      it('to one only, when several find it dead', async function () {
        if (subject.crossProcess === undefined) return this.skip();
        await (await subject.crossProcess.hold('app', 'create')).kill();
        const results = await Promise.allSettled(
          Array.from({ length: 10 }, () => subject.createLock().acquire('app', 'create')),
        );
        const held = results.filter((result) => result.status === 'fulfilled');
        expect(held).to.have.length(1);
        await held[0]!.value.release();
      });
    });

    it('reports a lost lock to its owner', async () => {
      const held = await lock.acquire('app', 'create');
      expect(await held.isHeld()).to.equal(true);
      await subject.takeAway(lock, 'app');
      expect(await held.isHeld()).to.equal(false);
      await held.release();
    });

    it("releases idempotently, without releasing the next owner's lock", async () => {
      const first = await lock.acquire('app', 'create');
      await Promise.all([first.release(), first.release()]);
      const second = await subject.createLock().acquire('app', 'create');
      await first.release();
      await expectHeld();
      await second.release();
    });

    it('throws BackupDirectoryException when the lock cannot be kept', async function () {
      if (subject.crossProcess === undefined) return this.skip();
      await subject.crossProcess.makeUnusable();
      const error = await rejectionOf(lock.acquire('app', 'create'));
      expect(error).to.be.instanceOf(BackupDirectoryException);
    });
  });
}
