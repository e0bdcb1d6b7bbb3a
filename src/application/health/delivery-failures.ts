/** A channel whose notifications do not arrive. */
export interface DeliveryFailure {
  /** E.g. `webhook`. */
  readonly channel: string;
  readonly failingSince: Date;
  readonly problem: string;
}

export interface DeliveryFailures {
  failures(): Promise<readonly DeliveryFailure[]>;
}
