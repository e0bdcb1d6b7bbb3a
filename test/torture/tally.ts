import type { StoredPoint } from './chain-shelf.ts';

/** The results of a campaign so far. */
export class Tally {
  snapshots = 0;
  ok = 0;
  /** States that a dying writer completed unseen: a reader without locks may have them. */
  unpublished = 0;
  /** Wrong snapshots and unexpected failures, with the place of their files. */
  readonly bad: string[] = [];
  /** Right restore points by type; longest chain. */
  readonly types = { full: 0, diff: 0, incr: 0 };
  longestChain = 0;
  readonly refusals = new Map<string, number>();

  refuse(reason: string): void {
    this.refusals.set(reason, this.refused(reason) + 1);
  }

  countPoint({ type, paths }: StoredPoint): void {
    this.types[type] += 1;
    this.longestChain = Math.max(this.longestChain, paths.length);
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
