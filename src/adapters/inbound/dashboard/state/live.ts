import { batch, effect, signal } from '@preact/signals';
import type { ApiProblem } from '../api/api-problem.ts';
import { problemFrom } from '../api/api-problem.ts';
import { EventStream } from '../api/event-stream.ts';
import type { PageEvent } from '../api/page-event.ts';
import { forgetActiveRuns, noteRunEnd, noteRunStart } from './active-runs.ts';
import { cleanupPreview } from './cleanup-preview.ts';
import { clearData, invalidate } from './data.ts';
import { ALL_DATA, refreshesOf, type DataName } from './refreshes-of.ts';
import { forgetProgress, noteJob, noteProgress } from './running.ts';
import { api, openSession, sessionState } from './session.ts';

/** `lost`: the service does not answer; what is shown is as old as it is. */
export type Connection = 'connecting' | 'live' | 'lost';

export const connection = signal<Connection>('connecting');
/** Why it is lost. */
export const connectionProblem = signal<ApiProblem | undefined>(undefined);

/** Events come in bunches: a run that ends tells three things at once. */
const COALESCE_MS = 150;
/** Due moments pass without an event, and so do runs of other processes. */
const POLL_MS = 60_000;
const FIRST_RETRY_MS = 3000;

const waiting = new Set<DataName>();
let flushTimer: ReturnType<typeof setTimeout> | undefined;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

const stream = new EventStream({
  open: (lastEventId, signal) => api.events(lastEventId, signal),
  onOpen: (isFirst) => {
    // What happened between two lines may be gone from the backlog with the process that kept it.
    if (!isFirst || connection.value === 'lost') {
      forgetActiveRuns();
      invalidate(ALL_DATA);
    }
    setConnected();
  },
  onEvent: receive,
  onBroken: setLost,
});

/** Asks who we are and follows what happens, for as long as the page lives. */
export function startLive(): void {
  effect(() => {
    if (sessionState.value === 'open') stream.start();
    else stream.stop();
    if (sessionState.value === 'signed_out') batch(forgetAll);
  });
  setInterval(() => {
    if (!document.hidden && connection.value === 'live') later(['databases', 'jobs', 'runningRuns']);
  }, POLL_MS);
  addEventListener('online', retryNow);
  void begin();
}

/** Nobody follows the service any more: what runs may end unheard, and whoever signs in next may see less. */
function forgetAll(): void {
  connection.value = 'connecting';
  connectionProblem.value = undefined;
  clearData();
  cleanupPreview.clear();
  forgetActiveRuns();
}

/** Tries the service at once. */
export function retryNow(): void {
  clearTimeout(retryTimer);
  if (sessionState.value === 'unknown') void begin();
  else stream.retryNow();
}

async function begin(): Promise<void> {
  try {
    await openSession();
    setConnected();
  } catch (error) {
    setLost(problemFrom(error));
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void begin(), FIRST_RETRY_MS);
  }
}

function setConnected(): void {
  batch(() => {
    connection.value = 'live';
    connectionProblem.value = undefined;
  });
}

function setLost(problem: ApiProblem): void {
  batch(() => {
    connection.value = 'lost';
    connectionProblem.value = problem;
  });
}

function receive(event: PageEvent): void {
  if (event.type === 'run.started' || event.type === 'run.progress') noteRunStart(event.data);
  if (event.type === 'run.progress') noteProgress(event.data);
  if (event.type === 'job.changed') noteJob(event.data);
  if (event.type === 'run.succeeded' || event.type === 'run.failed') {
    noteRunEnd(event.data.run_id);
    forgetProgress(event.data.run_id);
  }
  later(refreshesOf(event));
}

function later(names: readonly DataName[]): void {
  for (const name of names) waiting.add(name);
  if (waiting.size === 0) return;
  flushTimer ??= setTimeout(() => {
    flushTimer = undefined;
    const due = [...waiting];
    waiting.clear();
    invalidate(due);
  }, COALESCE_MS);
}
