import { parentPort } from 'node:worker_threads';
import { packFailure } from '../task-worker/task-failures.ts';
import { ReadTransaction } from '../sqlite-file/read-transaction.ts';
import type { SnapshotAnswer, SnapshotRequest } from './snapshot-thread.ts';
import { checkSource } from './source-check.ts';

/** The thread's side of SnapshotThread: one database; each request waits for its answer. */
let snapshot: ReadTransaction | undefined;

parentPort?.on('message', (request: SnapshotRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer(request: SnapshotRequest): Promise<SnapshotAnswer> {
  try {
    return { type: 'answer', value: await perform(request) };
  } catch (error) {
    return packFailure(error);
  }
}

async function perform(request: SnapshotRequest): Promise<unknown> {
  switch (request.ask) {
    case 'open':
      snapshot = await ReadTransaction.open(request.path, request.busyTimeoutMs);
      return snapshot.facts;
    case 'check':
      if (snapshot === undefined) throw new TypeError('no snapshot is open');
      return checkSource(snapshot.content, request.level);
    case 'close':
      snapshot?.close();
      snapshot = undefined;
      return undefined;
  }
}
