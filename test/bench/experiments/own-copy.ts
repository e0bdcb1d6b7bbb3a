import { join } from 'node:path';
import type { Workbench } from '../workbench.ts';
import { LiveApplication, type JournalMode } from '../workload/live-application.ts';

/** Runs an action on a copy of the database that the application may change. */
export async function withOwnCopy<Result>(
  bench: Workbench,
  database: { readonly path: string },
  journalMode: JournalMode,
  action: (application: LiveApplication, path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(bench.folder, 'app.db');
  const removal = 'rm -f "$COPY" "$COPY"-wal "$COPY"-shm "$COPY"-journal';
  await bench.run(`${removal}; cp "$SOURCE" "$COPY"`, { SOURCE: database.path, COPY: path });
  const application = await LiveApplication.start(path, journalMode);
  try {
    return await action(application, path);
  } finally {
    await application.stop();
    await bench.run(removal, { COPY: path });
  }
}
