import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import type { Workbench } from '../workbench.ts';

/** A backup's file and its directory, for scripts. */
export interface Artifact extends Readonly<Record<string, string>> {
  readonly SOURCE: string;
  readonly BACKUP_DIR: string;
}

/** Creates a backup with the product; replaces the previous one. */
export async function makeArtifact(
  bench: Workbench,
  { path }: ApplicationDatabase,
  compression = 'zstd',
): Promise<Artifact> {
  const folder = join(bench.folder, 'artifact');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const script = `"$NODE" "$CLI" create "$SOURCE" --no-verify --compression ${compression} --json`;
  const { stdout } = await bench.run(script, { SOURCE: path, BACKUP_DIR: folder });
  return { SOURCE: (JSON.parse(stdout) as { readonly path: string }).path, BACKUP_DIR: folder };
}
