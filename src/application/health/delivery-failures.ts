/** A channel through which notifications do not arrive. */
export interface DeliveryFailure {
  /** Its name, e.g. `webhook`. */
  readonly channel: string;
  readonly failingSince: Date;
  readonly problem: string;
}

/** Who knows which notifications did not arrive. */
export interface DeliveryFailures {
  failures(): Promise<readonly DeliveryFailure[]>;
}
