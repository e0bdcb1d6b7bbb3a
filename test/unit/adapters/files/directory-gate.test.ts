import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { DirectoryGate } from '../../../../src/adapters/outbound/files/directory-gate.ts';
import { BackupTimeoutException } from '../../../../src/domain/exceptions/backup-timeout-exception.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

interface Question {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A port with the kinds of methods that the gate handles. */
class Store {
  readonly directory = '/backup';
  readonly #calls: string[] = [];

  calls(): Promise<readonly string[]> {
    return Promise.resolve(this.#calls);
  }

  save(name: string): Promise<number> {
    return Promise.resolve(this.#calls.push(name));
  }

  discard(): Promise<void> {
    this.#calls.push('discarded');
    return Promise.resolve();
  }
}

describe('DirectoryGate', () => {
  let clock: ManualClock;
  let questions: Question[];
  let gate: DirectoryGate;
  let store: Store;
  let guarded: Store;

  beforeEach(() => {
    clock = new ManualClock();
    questions = [];
    gate = new DirectoryGate('/backup', clock, {
      timeoutMs: 60_000,
      ask: () =>
        new Promise((resolve, reject) => {
          questions.push({ resolve, reject });
        }),
    });
    store = new Store();
    guarded = gate.guard(store, { discard: () => undefined });
  });

  it('runs an operation with its parameters and result when the directory answers', async () => {
    const saving = guarded.save('a');
    expect(await store.calls()).to.deep.equal([]);
    questions[0]?.resolve(undefined);
    expect(await saving).to.equal(1);
    expect(await store.calls()).to.deep.equal(['a']);
    expect(guarded.directory).to.equal('/backup');
  });

  it('treats an error as an answer', async () => {
    const saving = guarded.save('a');
    questions[0]?.reject(new Error('ENOENT'));
    expect(await saving).to.equal(1);
  });

  it('refuses an operation when the directory does not answer within 15 s, without calling it', async () => {
    const refusal = rejectionOf(guarded.save('a'));
    clock.advance(15_000);
    const error = await refusal;
    expect(error).to.be.instanceOf(BackupTimeoutException);
    expect(error).to.have.deep.property('details', { path: '/backup', hangs: true });
    expect(await store.calls()).to.deep.equal([]);
  });

  it('waits no longer than half of timeout_seconds', async () => {
    const ask = (): Promise<never> => new Promise(() => undefined);
    const impatient = new DirectoryGate('/backup', clock, { timeoutMs: 4000, ask });
    const refusal = rejectionOf(impatient.assertAnswers());
    clock.advance(2000);
    expect(await refusal).to.be.instanceOf(BackupTimeoutException);
  });

  it('checks once while the directory hangs, fails at once, and works again when it answers', async () => {
    const first = rejectionOf(guarded.save('a'));
    clock.advance(15_000);
    await first;
    expect(await rejectionOf(guarded.save('b'))).to.be.instanceOf(BackupTimeoutException);
    expect(questions).to.have.length(1);

    questions[0]?.resolve(undefined);
    await nextTurn();
    const saving = guarded.save('c');
    questions[1]?.resolve(undefined);
    await saving;
    expect(await store.calls()).to.deep.equal(['c']);
  });

  it('accepts an answer that arrived while this process was suspended', async () => {
    const saving = guarded.save('a');
    clock.advance(3_600_000);
    questions[0]?.resolve(undefined);
    expect(await saving).to.equal(1);
  });

  it('returns the fallback of a method that never throws', async () => {
    const discarding = guarded.discard();
    clock.advance(15_000);
    await discarding;
    expect(await store.calls()).to.deep.equal([]);
  });
});
