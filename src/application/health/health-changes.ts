import type { EventFeed } from '../events/event-feed.ts';
import type { HealthReport, VerificationHealth } from './health-report.ts';

/**
 * Tells whoever follows the events when a report says something else than the one before. That a moment has passed
 * since, or that a database or a disk has moved by some bytes, is nothing else; but where a finding tells of it in
 * words, such as the hours that a backup is too old by now, its words are to be read anew.
 */
export class HealthChanges {
  readonly #events: Pick<EventFeed, 'publish'>;
  #last: string | undefined;

  constructor(events: Pick<EventFeed, 'publish'>) {
    this.#events = events;
  }

  /** @param report each that is made, in their order */
  onHealth(report: HealthReport): void {
    const substance = substanceOf(report);
    if (substance === this.#last) return;
    this.#last = substance;
    this.#events.publish('health.changed', { overall_status: report.overallStatus });
  }
}

/** The same text for reports that say the same. */
function substanceOf({
  overallStatus,
  database,
  backupDirectory,
  recentBackup,
  systemResources,
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
    { status, findings, usedPercent: whole(usedPercent), fullInDays: whole(trend?.fullInDays) },
  ]);
}

function withoutAge(proof: VerificationHealth | undefined): object | undefined {
  return proof && { ...proof, ageHours: undefined };
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}
