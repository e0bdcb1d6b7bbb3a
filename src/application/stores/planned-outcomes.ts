import type { CopyOutcomes } from './copies-report.ts';
import type { CopyPlan } from './copy-plan.ts';

/** What a dry run reports: the planned copies, as if they had been made. */
export function plannedOutcomes({ copies, skipped }: CopyPlan): CopyOutcomes {
  return {
    copied: copies.map(({ manifest, target, sources }) => ({
      filename: manifest.filename,
      database: manifest.database,
      store: target.name,
      from: sources[0].named.name,
      storedBytes: manifest.storedBytes,
    })),
    failed: [],
    skipped,
    sourceFailures: [],
  };
}
