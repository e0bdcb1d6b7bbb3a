import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseProbe } from '../../../src/application/ports/database-probe.ts';
import type { DatabaseSnapshotter } from '../../../src/application/ports/database-snapshotter.ts';
import { buildSource, makeFolder, removeFolder, sourceFingerprint } from '../../support/database-fixtures.ts';
import type { ProbeSubject } from './database-probe.contract.ts';

export interface FileProbeSubject extends ProbeSubject {
  /** Where `source` puts the next one. */
  readonly sourcePath: string;
}

/** A subject whose sources are files. */
export async function fileProbeSubject(
  probe: DatabaseProbe,
  snapshotter: DatabaseSnapshotter,
): Promise<FileProbeSubject> {
  const folder = await makeFolder();
  const sourcePath = join(folder, 'app.db');
  return {
    probe,
    sourcePath,
    source: (kind) => buildSource(kind, sourcePath),
    sizeBytes: async (path) => (await stat(path)).size,
    fingerprint: (path) => sourceFingerprint(path),
    capture: (path) =>
      snapshotter.capture(
        {
          sourcePath: path,
          destinationPath: join(folder, 'artifact'),
          compression: 'none',
          compressionLevel: undefined,
          sourceCheck: 'none',
          busyTimeoutMs: 200,
          maxStoredBytes: 1024 ** 3,
          maxWalGrowthBytes: 1024 ** 3,
        },
        { signal: new AbortController().signal },
      ),
    dispose: () => removeFolder(folder),
  };
}
