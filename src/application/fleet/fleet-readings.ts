import type { Clock } from '../ports/clock.ts';
import type { FleetReport, ReportFleet, ReportFleetCommand } from '../report-fleet.ts';

export interface FleetReading {
  readonly report: FleetReport;
  /** Milliseconds since it was made. */
  readonly ageMs: number;
}

export interface FleetReadingsPorts {
  readonly reportFleet: Pick<ReportFleet, 'execute'>;
  readonly clock: Clock;
}

interface Reading {
  readonly report: FleetReport;
  readonly madeMs: number;
}

/** Keeps the last report of each store: many callers cause few requests to the store. */
export class FleetReadings {
  readonly #ports: FleetReadingsPorts;
  /** By the store of the command. */
  readonly #last = new Map<string | undefined, Reading>();
  readonly #pending = new Map<string | undefined, Promise<FleetReport>>();

  constructor(ports: FleetReadingsPorts) {
    this.#ports = ports;
  }

  /**
   * A report that is not older; concurrent callers share one.
   * @throws as ReportFleet
   */
  async read({ store }: ReportFleetCommand, maxAgeMs: number): Promise<FleetReport> {
    const last = this.latest(store);
    if (last !== undefined && last.ageMs <= maxAgeMs) return last.report;
    const pending = this.#pending.get(store) ?? this.#read(store);
    this.#pending.set(store, pending);
    return pending;
  }

  /** As `read` of the first remote store, for at most this time; the reading continues. Never rejects. */
  async refreshWithin(timeLimitMs: number, maxAgeMs: number): Promise<void> {
    const deadline = this.#ports.clock.deadline(timeLimitMs);
    const late = new Promise<void>((resolve) => {
      deadline.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    const read = this.read({}, maxAgeMs).then(
      () => undefined,
      // The age of the last report shows it.
      () => undefined,
    );
    await Promise.race([read, late]);
    deadline.cancel();
  }

  /** The last report without a request; `undefined` until there is one. */
  latest(store?: string): FleetReading | undefined {
    const last = this.#last.get(store);
    return last && { report: last.report, ageMs: this.#ports.clock.monotonicMs() - last.madeMs };
  }

  async #read(store: string | undefined): Promise<FleetReport> {
    try {
      const report = await this.#ports.reportFleet.execute({ store });
      this.#last.set(store, { report, madeMs: this.#ports.clock.monotonicMs() });
      return report;
    } finally {
      this.#pending.delete(store);
    }
  }
}
