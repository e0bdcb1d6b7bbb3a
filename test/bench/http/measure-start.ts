import { withService } from './bench-service.ts';

/** Milliseconds from process start to the first `/ping`, once per run. */
export async function measureStart(runs: number): Promise<readonly number[]> {
  const taken: number[] = [];
  // The first run reads the program from disk.
  for (let run = 0; run <= runs; run += 1) {
    const ms = await withService({}, async ({ url, startMs }) => {
      const begunMs = performance.now();
      const answer = await fetch(`${url}/ping`);
      if (!answer.ok) throw new Error(`/ping answered ${String(answer.status)}`);
      return startMs + performance.now() - begunMs;
    });
    if (run > 0) taken.push(ms);
  }
  return taken;
}
