/** Who speaks, as receivers see it. */
export interface Sender {
  readonly host: string;
  readonly toolVersion: string;
}
