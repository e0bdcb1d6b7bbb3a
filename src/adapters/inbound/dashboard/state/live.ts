import { batch, effect, signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../api/api-problem.ts';
import { EventStream } from '../api/event-stream.ts';
import type { PageEvent } from '../api/page-event.ts';
import { cleanupPreview } from './cleanup-preview.ts';
import { ALL_DATA, clearData, invalidate, refreshesOf, type DataName } from './data.ts';
import {
  clearActiveRuns,
  clearProgress,
  runEnded,
  runStarted,
  updateJob,
  updateProgress,
} from './running.ts';
import { api, openSession, session, sessionState } from './session.ts';
import { MINUTE_MS } from '../../../../domain/units.ts';

type Connection = 'connecting' | 'live' | 'lost';

export const connection = signal<Connection>('connecting');
export const connectionProblem = signal<ApiProblem | undefined>(undefined);

/** One run causes several events at once. */
const COALESCE_MS = 150;
/** Due times and runs of other processes cause no event. */
const POLL_MS = MINUTE_MS;
const FIRST_RETRY_MS = 3000;

const waiting = new Set<DataName>();
let flushTimer: ReturnType<typeof setTimeout> | undefined;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

const stream = new EventStream({
  open: (lastEventId, signal) => api.events(lastEventId, signal),
  onOpen: (isFirst) => {
    // Events between two connections may be lost.
    if (!isFirst || connection.value === 'lost') {
      clearActiveRuns();
      invalidate(ALL_DATA);
    }
    setConnection('live');
  },
  onEvent: receive,
  onBroken: (problem) => setConnection('lost', problem),
});

export function startLive(): void {
  effect(() => {
    // The session is read before all data: no change between a read and the first event is missed.
    if (sessionState.value === 'open') stream.start(session.peek()?.last_event_id);
    else stream.stop();
    if (sessionState.value === 'signed_out') batch(clearAll);
  });
  setInterval(() => {
    if (!document.hidden && connection.value === 'live')
      scheduleRefresh(['databases', 'jobs', 'runningRuns']);
  }, POLL_MS);
  addEventListener('online', retryNow);
  void connect();
}

/** Events stop after signing out, and the next user may see less. */
function clearAll(): void {
  setConnection('connecting');
  clearData();
  cleanupPreview.clear();
  clearActiveRuns();
}

export function retryNow(): void {
  clearTimeout(retryTimer);
  if (sessionState.value === 'unknown') void connect();
  else stream.retryNow();
}

async function connect(): Promise<void> {
  try {
    await openSession();
    setConnection('live');
  } catch (error) {
    setConnection('lost', problemFrom(error));
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void connect(), FIRST_RETRY_MS);
  }
}

function setConnection(state: Connection, problem?: ApiProblem): void {
  batch(() => {
    connection.value = state;
    connectionProblem.value = problem;
  });
}

function receive(event: PageEvent): void {
  if (event.type === 'run.started' || event.type === 'run.progress') runStarted(event.data);
  if (event.type === 'run.progress') updateProgress(event.data);
  if (event.type === 'job.changed') updateJob(event.data);
  if (event.type === 'run.succeeded' || event.type === 'run.failed') {
    runEnded(event.data.run_id);
    clearProgress(event.data.run_id);
  }
  scheduleRefresh(refreshesOf(event));
}

function scheduleRefresh(names: readonly DataName[]): void {
  for (const name of names) waiting.add(name);
  if (waiting.size === 0) return;
  flushTimer ??= setTimeout(() => {
    flushTimer = undefined;
    const due = [...waiting];
    waiting.clear();
    invalidate(due);
  }, COALESCE_MS);
}
