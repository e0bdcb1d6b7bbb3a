import { expect } from 'chai';
import { describe, it } from 'mocha';
import { constants, getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { childrenOf, isRunning } from '../../support/process-table.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import type { SampleTasks } from './sample-tasks.ts';

const ENTRY = fileURLToPath(new URL('./sample-tasks.ts', import.meta.url));

describe('TaskProcess', () => {
  const tasks = new TaskProcess<SampleTasks>(ENTRY);
  const { signal } = new AbortController();
  const children = (): readonly number[] => childrenOf(process.pid, 'sample-tasks');

  it('gives the result of a task, and the process is gone by then', async () => {
    const request = { path: '/a "b"\n数据', sizes: [1, 2.5], nothing: null };
    expect(await tasks.run('echo', request, { signal })).to.deep.equal(request);
    expect(children()).to.deep.equal([]);
  });

  it('passes progress on before the result, and not all of a flood', async () => {
    const seen: unknown[] = [];
    const result = await tasks.run('report', {}, { signal, onProgress: (progress) => seen.push(progress) });
    expect(result).to.equal('done');
    expect(seen[0]).to.deep.equal({ done: 0 });
    expect(seen.length).to.be.below(100);
  });

  it('lowers its priority on request', async () => {
    const modest = new TaskProcess<SampleTasks>(ENTRY, { lowPriority: true });
    expect(await modest.run('priority', {}, { signal })).to.equal(constants.priority.PRIORITY_LOW);
    expect(await tasks.run('priority', {}, { signal })).to.equal(getPriority());
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`throws a cancellation when ${signal} to all processes meets a child that does not listen yet`, async () => {
      const child = tasks.standBy();
      const [pid = 0] = children();
      process.kill(pid, signal);
      const error = await rejectionOf(child.run('echo', {}, { signal: new AbortController().signal }));
      expect(error)
        .to.be.instanceOf(OperationCancelledException)
        .with.property('message', `cancelled by ${signal}`);
    });
  }

  describe('input', () => {
    const PIECE = Buffer.alloc(64 * 1024);
    async function* pieces(count: number, failure?: Error): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < count; sent += 1) yield await Promise.resolve(PIECE);
      if (failure !== undefined) throw failure;
    }

    it('comes complete', async () => {
      const bytes = await tasks.run('count input', {}, { signal, input: pieces(500) });
      expect(bytes).to.equal(500 * PIECE.length);
    });

    it('is read only as fast as the child takes it, and not at all after its end', async () => {
      let read = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          read += 1;
          yield await Promise.resolve(PIECE);
        }
      }
      expect(await tasks.run('read no input', {}, { signal, input: endless() })).to.equal('nothing read');
      // What the system keeps for the child, and the buffer of the stream.
      expect(read * PIECE.length).to.be.lessThan(16 * 1024 * 1024);
    });

    it('that fails ends the process, and its failure is thrown', async () => {
      const failure = new Error('the store failed');
      const input = pieces(3, failure);
      expect(await rejectionOf(tasks.run('count input', {}, { signal, input }))).to.equal(failure);
      expect(children()).to.deep.equal([]);
    });

    it('does not hide the failure of a task that ends early', async () => {
      const error = await rejectionOf(tasks.run('refuse', {}, { signal, input: pieces(1000) }));
      expect(error).to.be.instanceOf(DatabaseAccessException);
    });

    it('is stopped by the signal, also while it waits for more', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      async function* waiting(): AsyncGenerator<Uint8Array> {
        yield PIECE;
        controller.abort(reason);
        await new Promise(() => undefined);
      }
      const outcome = tasks.run('count input', {}, { signal: controller.signal, input: waiting() });
      expect(await rejectionOf(outcome)).to.equal(reason);
      expect(children()).to.deep.equal([]);
    });
  });

  it('throws the exception of the task with its code, hint and details', async () => {
    const error = await rejectionOf(tasks.run('refuse', {}, { signal }));
    expect(error).to.be.instanceOf(DatabaseAccessException);
    expect(error).to.deep.include({ message: 'no entry', hint: 'knock', details: { path: '/app.db' } });
  });

  it("throws a bug of the task's with its own stack, as no exception of ours", async () => {
    const error = (await rejectionOf(tasks.run('blunder', {}, { signal }))) as Error;
    expect(error.message).to.equal('undefined is not a database');
    expect(error.stack).to.include('sample-tasks');
    expect(error).not.to.have.property('code');
  });

  it('throws what is no error as one', async () => {
    const error = await rejectionOf(tasks.run('throw text', {}, { signal }));
    expect(error).to.be.instanceOf(Error).with.property('message', 'just words');
  });

  it('throws for a task that the child does not know', async () => {
    const error = await rejectionOf(tasks.run('juggle', {}, { signal }));
    expect((error as Error).message).to.equal('no such task: juggle');
  });

  it('throws BackupCreationException with the end of stderr when the process died', async () => {
    const error = await rejectionOf(tasks.run('crash', {}, { signal }));
    expect(error).to.be.instanceOf(BackupCreationException);
    expect((error as Error).message).to.include('exit code 7');
    expect(error).to.deep.include({ details: { stderr: 'out of luck' } });
  });

  it('throws BackupCreationException when there is no such program', async () => {
    const error = await rejectionOf(
      new TaskProcess<SampleTasks>('/no/such/entry.ts').run('echo', {}, { signal }),
    );
    expect(error).to.be.instanceOf(BackupCreationException);
  });

  for (const [task, gone] of [
    ['hang', 'the process is gone by then'],
    ['start another', 'what the process had started is gone too'],
  ] as const) {
    it(`throws the signal's reason when it aborts, and ${gone}`, async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const pids: number[] = [];
      const onProgress = (progress: unknown): void => {
        pids.push((progress as { pid: number }).pid);
        controller.abort(reason);
      };
      const outcome = tasks.run(task, {}, { signal: controller.signal, onProgress });
      expect(await rejectionOf(outcome)).to.equal(reason);
      expect(pids).to.have.lengthOf(1);
      expect(pids.filter(isRunning)).to.deep.equal([]);
    });
  }

  it('starts no process for a signal that has aborted', async () => {
    const reason = new Error('never mind');
    const outcome = tasks.run('hang', {}, { signal: AbortSignal.abort(reason) });
    expect(children()).to.deep.equal([]);
    expect(await rejectionOf(outcome)).to.equal(reason);
  });

  it('leaves Ctrl-C to the parent: the child continues', async () => {
    expect(await tasks.run('signal itself', {}, { signal })).to.equal('still here');
  });

  it('runs several at a time, each in a process of its own', async () => {
    const answers = await Promise.all([1, 2, 3].map((number) => tasks.run('echo', number, { signal })));
    expect(answers).to.deep.equal([1, 2, 3]);
  });
});
