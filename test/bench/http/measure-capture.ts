import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceProcess } from '../../support/service-process.ts';
import { note } from '../note.ts';
import { runScript } from '../run-script.ts';
import { applicationDatabase } from '../workload/application-database.ts';
import { createBackup, HEALTH, healthyBytes, withService } from './bench-service.ts';
import { putLoadUntil, type Load } from './wrk.ts';

export interface CaptureLoad extends Load {
  readonly captureSeconds: number;
}

/** Response times of the service during a capture of a large database at low priority. */
export async function measureCapture(options: {
  readonly runs: number;
  readonly sizeMb: number;
  readonly directory: string;
}): Promise<readonly CaptureLoad[]> {
  const { path } = await applicationDatabase(options.directory, options.sizeMb);
  const own = join(options.directory, 'http-bench.db');
  // The kept database may be open elsewhere; this copy is not.
  copyFileSync(path, own);
  const settings = {
    BACKUP_DATABASE_PATH: own,
    BACKUP_LOW_PRIORITY: 'true',
    BACKUP_MAX_BACKUP_FILES: '2',
    BACKUP_KEEP_DAYS: '1',
  };
  try {
    return await withService(settings, async (service) => {
      await createBackup(service);
      await healthyBytes(service);
      const loads: CaptureLoad[] = [];
      for (let round = 1; round <= options.runs; round += 1) {
        await runScript('sync; cat "$DB" > /dev/null', { DB: own });
        loads.push(await loadDuringCapture(service));
        const { requestsPerSecond = NaN, p99Ms = NaN, captureSeconds = NaN } = loads.at(-1) ?? {};
        note(
          `  ${String(round)}/${String(options.runs)} during a capture of ${captureSeconds.toFixed(1)} s: ` +
            `${requestsPerSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`,
        );
      }
      return loads;
    });
  } finally {
    await runScript('rm -f "$DB" "$DB"-wal "$DB"-shm', { DB: own });
  }
}

async function loadDuringCapture(service: ServiceProcess): Promise<CaptureLoad> {
  const begunMs = performance.now();
  const capture = createBackup(service);
  const load = await putLoadUntil(service.url + HEALTH, capture);
  await capture;
  return { ...load, captureSeconds: (performance.now() - begunMs) / 1000 };
}
