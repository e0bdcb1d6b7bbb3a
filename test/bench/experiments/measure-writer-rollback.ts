import { setTimeout as pause } from 'node:timers/promises';
import { note } from '../note.ts';
import type { RollbackWriterRound } from '../results.ts';
import type { LiveApplication } from '../workload/live-application.ts';
import type { Workbench } from '../workbench.ts';
import type { Context } from './context.ts';
import { withOwnCopy } from './own-copy.ts';

const CAPTURE = '"$NODE" "$CLI" create "$SOURCE" --no-verify --compression zstd --json';
const COPY = 'cp "$SOURCE" "$FOLDER/stored"';
/** Each commit locks readers out until it is durable: without gaps between commits no reader would get in. */
const RATE_PER_SECOND = 30;
const SHORTEST_WINDOW_SECONDS = 1;

/** How long a capture blocks a writer in rollback-journal mode, compared with a plain copy of the file. */
export async function measureWriterRollback(context: Context): Promise<readonly RollbackWriterRound[]> {
  const { bench, main, runs } = context;
  return withOwnCopy(bench, main, 'delete', async (application, SOURCE) => {
    const rounds: RollbackWriterRound[] = [];
    for (let number = 1; number <= runs; number += 1) {
      const round = await measureRound(bench, application, SOURCE);
      rounds.push(round);
      const waited = (round.capture.longestMs / 1000).toFixed(2);
      note(`  ${number}/${runs} cp ${round.copySeconds.toFixed(2)} s, longest commit ${waited} s`);
    }
    return rounds;
  });
}

async function measureRound(
  bench: Workbench,
  application: LiveApplication,
  SOURCE: string,
): Promise<RollbackWriterRound> {
  await application.rest();
  await bench.prepare(undefined, { SOURCE });
  const copy = await bench.run(COPY, { SOURCE });

  await bench.prepare(undefined, { SOURCE });
  await application.work(RATE_PER_SECOND);
  const alone = await application.during(() => pause(Math.max(copy.seconds, SHORTEST_WINDOW_SECONDS) * 1000));
  const busy = await application.during(() => bench.run(CAPTURE, { SOURCE }));
  return {
    copySeconds: copy.seconds,
    captureSeconds: busy.result.seconds,
    alone: alone.seen,
    capture: busy.seen,
  };
}
