import type { HealthReport, VerificationHealth } from './health-report.ts';

/**
 * Reports when a health report differs from the previous one. Times and sizes alone are no
 * difference, but changed texts of findings are, such as an age in hours.
 */
export class HealthChanges {
  readonly #onChanged: (report: HealthReport) => void;
  #last: string | undefined;

  constructor(onChanged: (report: HealthReport) => void) {
    this.#onChanged = onChanged;
  }

  /** @param report each new one, in order */
  onHealth(report: HealthReport): void {
    const substance = substanceOf(report);
    if (substance === this.#last) return;
    this.#last = substance;
    this.#onChanged(report);
  }
}

/** Equal for reports with the same meaning. */
function substanceOf({
  overallStatus,
  database,
  backupDirectory,
  recentBackup,
  systemResources,
  stores,
}: HealthReport): string {
  const { usedPercent, trend, status, findings } = systemResources;
  return JSON.stringify([
    overallStatus,
    { ...database, databases: database.databases.map((one) => ({ ...one, sizeBytes: undefined })) },
    backupDirectory,
    {
      ...recentBackup,
      databases: recentBackup.databases.map((one) => ({
        ...one,
        ageHours: undefined,
        lastProof: withoutAge(one.lastProof),
        lastDrill: withoutAge(one.lastDrill),
      })),
    },
    { status, findings, usedPercent: rounded(usedPercent), fullInDays: rounded(trend?.fullInDays) },
    stores.map((store) => ({ ...store, storedBytes: undefined, lastError: store.lastError?.message })),
  ]);
}

function withoutAge(verification: VerificationHealth | undefined): object | undefined {
  return verification && { ...verification, ageHours: undefined };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}
