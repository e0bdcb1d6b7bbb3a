import { readFileSync } from 'node:fs';
import type { ScratchUse } from '../results.ts';
import { StagingWatch } from '../staging-watch.ts';
import type { Workbench } from '../workbench.ts';
import type { JournalMode } from '../workload/live-application.ts';
import type { Context } from './context.ts';
import { withOwnCopy } from './own-copy.ts';

const COMPRESSIONS = ['zstd', 'gzip', 'none'];

/** Temporary disk space of a capture, without the artifact. */
export async function measureScratch({ bench, main }: Context): Promise<readonly ScratchUse[]> {
  const uses: ScratchUse[] = [];
  for (const journalMode of ['wal', 'delete'] satisfies JournalMode[]) {
    await withOwnCopy(bench, main, journalMode, async (_application, path) => {
      for (const compression of COMPRESSIONS) {
        const use = await scratchOf(bench, path, compression);
        uses.push({ journalMode, compression, databaseBytes: main.bytes, ...use });
      }
    });
  }
  return uses;
}

async function scratchOf(bench: Workbench, SOURCE: string, compression: string) {
  await bench.prepare(undefined, { SOURCE });
  let watch: StagingWatch | undefined;
  try {
    const script = `"$NODE" "$CLI" create "$SOURCE" --no-verify --compression ${compression} --json`;
    const { stdout } = await bench.run(script, { SOURCE }, (pid) => {
      watch = new StagingWatch(pid, bench.stored);
    });
    const { path } = JSON.parse(stdout) as { readonly path: string };
    const manifest = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { readonly capture: string };
    return { capture: manifest.capture, scratchBytes: watch?.stop().scratchBytes ?? NaN };
  } finally {
    watch?.stop();
  }
}
