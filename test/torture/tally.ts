/** What has become of a campaign's snapshots so far. */
export class Tally {
  snapshots = 0;
  ok = 0;
  /** States that a dying writer completed but nobody saw: a reader without locks may take them. */
  unpublished = 0;
  /** Wrong, or ended as it must not: with the place where it is kept. */
  readonly bad: string[] = [];
  readonly refusals = new Map<string, number>();

  refuse(reason: string): void {
    this.refusals.set(reason, this.refused(reason) + 1);
  }

  refused(reason: string): number {
    return this.refusals.get(reason) ?? 0;
  }

  get allRefused(): number {
    return [...this.refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  toString(): string {
    return `${this.snapshots} snapshots, ${this.ok} ok, ${this.allRefused} refused, ${this.bad.length} bad`;
  }
}
