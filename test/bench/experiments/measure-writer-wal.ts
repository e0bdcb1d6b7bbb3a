import { setTimeout as pause } from 'node:timers/promises';
import { note } from '../note.ts';
import type { WalWriterRound } from '../results.ts';
import { StagingWatch } from '../staging-watch.ts';
import type { LiveApplication } from '../workload/live-application.ts';
import type { Workbench } from '../workbench.ts';
import type { Context } from './context.ts';
import { withOwnCopy } from './own-copy.ts';

const CAPTURE = '"$NODE" "$CLI" create "$SOURCE" --no-verify --compression zstd --json';
const LIKE_LOAD = 'zstd -q -1 -T$CORES < "$SOURCE" > "$FOLDER/stored" && sync "$FOLDER/stored"';
const BUSY_RATE_PER_SECOND = 300;
const SHORTEST_WINDOW_SECONDS = 1;

/** How much a writer in WAL mode and a capture slow each other. */
export async function measureWriterWal({ bench, main, runs }: Context): Promise<readonly WalWriterRound[]> {
  return withOwnCopy(bench, main, 'wal', async (application, SOURCE) => {
    const rounds: WalWriterRound[] = [];
    for (let number = 1; number <= runs; number += 1) {
      const round = await measureRound(bench, application, SOURCE);
      rounds.push(round);
      note(
        `  ${number}/${runs} longest commit alone ${round.alone.longestMs.toFixed(0)} ms, ` +
          `during a capture ${round.capture.longestMs.toFixed(0)} ms`,
      );
    }
    return rounds;
  });
}

async function measureRound(
  bench: Workbench,
  application: LiveApplication,
  SOURCE: string,
): Promise<WalWriterRound> {
  await application.rest();
  await bench.prepare(undefined, { SOURCE });
  const idle = await bench.run(CAPTURE, { SOURCE });

  await application.work(BUSY_RATE_PER_SECOND);
  await bench.prepare(undefined, { SOURCE });
  const windowMs = Math.max(idle.seconds, SHORTEST_WINDOW_SECONDS) * 1000;
  const alone = await application.during(() => pause(windowMs));

  await bench.prepare(undefined, { SOURCE });
  const busy = await application.during(() => watchedCapture(bench, SOURCE));
  const load = await likeLoad(bench, application, SOURCE, windowMs);
  return {
    idleCaptureSeconds: idle.seconds,
    busyCaptureSeconds: busy.result.seconds,
    restarts: busy.result.restarts,
    alone: alone.seen,
    capture: busy.seen,
    ...load,
  };
}

async function watchedCapture(bench: Workbench, SOURCE: string) {
  let watch: StagingWatch | undefined;
  try {
    const { seconds } = await bench.run(CAPTURE, { SOURCE }, (pid) => {
      watch = new StagingWatch(pid, bench.stored);
    });
    return { seconds, restarts: watch?.stop().restarts ?? NaN };
  } finally {
    watch?.stop();
  }
}

/** The load runs as long as the other windows: a longer window would see longer commits. */
async function likeLoad(bench: Workbench, application: LiveApplication, SOURCE: string, windowMs: number) {
  if (!bench.tools.has('zstd')) return {};
  await bench.prepare(undefined, { SOURCE });
  const { seen } = await application.during(async () => {
    const endMs = performance.now() + windowMs;
    do await bench.run(LIKE_LOAD, { SOURCE });
    while (performance.now() < endMs);
  });
  return { load: seen };
}
