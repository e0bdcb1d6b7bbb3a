import type { Ending, FaultWorld } from './fault-world.ts';
import { dataFiles } from './stored-backups.ts';

/** A backup that a run reported must be there. */
export function createdIfReported(world: FaultWorld, ending: Ending): readonly string[] {
  if (ending.exitCode !== 0) return [];
  const { filename } = JSON.parse(ending.stdout) as { readonly filename: string };
  return dataFiles(world).includes(filename) ? [] : [`${filename} was reported and is not there`];
}
