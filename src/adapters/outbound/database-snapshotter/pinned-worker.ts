import { parentPort } from 'node:worker_threads';
import { packFailure } from '../child-process/carried-failure.ts';
import { PinnedSnapshot } from '../sqlite-file/pinned-snapshot.ts';
import type { PinnedAnswer, PinnedRequest } from './pinned-thread.ts';
import { checkSource } from './source-check.ts';

/** The thread's side of PinnedThread: one database, one request at a time. */
let snapshot: PinnedSnapshot | undefined;

parentPort?.on('message', (request: PinnedRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer(request: PinnedRequest): Promise<PinnedAnswer> {
  try {
    return { type: 'answer', value: await perform(request) };
  } catch (error) {
    return packFailure(error);
  }
}

async function perform(request: PinnedRequest): Promise<unknown> {
  switch (request.ask) {
    case 'pin':
      snapshot = await PinnedSnapshot.open(request.path, request.busyTimeoutMs);
      return snapshot.facts;
    case 'check': {
      const pinned = snapshot;
      if (pinned === undefined) throw new TypeError('nothing is pinned');
      return checkSource(pinned.content, request.level);
    }
    case 'close':
      snapshot?.close();
      snapshot = undefined;
      return undefined;
  }
}
