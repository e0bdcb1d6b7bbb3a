import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Sums over all writers, and the longest commits. */
export interface WriterTotals {
  readonly commits: number;
  readonly rollbacks: number;
  readonly failures: number;
  readonly vacuums: number;
  readonly checkpoints: number;
  readonly switches: number;
  readonly longestDuringCaptureSeconds: number;
  readonly longestOutsideSeconds: number;
}

const SLOT_BYTES = 128;
const CELL_BYTES = 8;
const LULL_OFFSET = 8;

/** The campaign's side of the file through which it and the writers communicate: see torture_board.py. */
export class Board {
  readonly #fd: number;
  readonly #writers: number;
  #captures = 0n;

  constructor(path: string, writers: number) {
    this.#fd = openSync(path, 'w+', 0o600);
    this.#writers = writers;
    writeSync(this.#fd, Buffer.alloc(SLOT_BYTES * (writers + 1)), 0, undefined, 0);
  }

  /** Marks a capture's start or end, and returns what was acknowledged before it. */
  turnCapture(): number {
    const acknowledged = this.acknowledged();
    const cell = Buffer.alloc(CELL_BYTES);
    this.#captures += 1n;
    cell.writeBigUInt64LE(this.#captures);
    writeSync(this.#fd, cell, 0, CELL_BYTES, 0);
    return acknowledged;
  }

  /** The number of the last state whose COMMIT has returned. */
  acknowledged(): number {
    return Math.max(...this.#slots().map((slot) => Number(slot.readBigUInt64LE(0))));
  }

  /** Pauses the writers, like an idle application. */
  lull(ms: number): void {
    const cell = Buffer.alloc(CELL_BYTES);
    cell.writeDoubleLE((Date.now() + ms) / 1000);
    writeSync(this.#fd, cell, 0, CELL_BYTES, LULL_OFFSET);
  }

  totals(): WriterTotals {
    const slots = this.#slots();
    const sum = (cell: number) =>
      slots.reduce((total, slot) => total + Number(slot.readBigUInt64LE(cell * CELL_BYTES)), 0);
    const longest = (cell: number) => Math.max(...slots.map((slot) => slot.readDoubleLE(cell * CELL_BYTES)));
    return {
      commits: sum(1),
      rollbacks: sum(2),
      failures: sum(3),
      vacuums: sum(4),
      checkpoints: sum(5),
      switches: sum(6),
      longestDuringCaptureSeconds: longest(7),
      longestOutsideSeconds: longest(8),
    };
  }

  close(): void {
    closeSync(this.#fd);
  }

  #slots(): readonly Buffer[] {
    return Array.from({ length: this.#writers }, (_, index) => {
      const slot = Buffer.alloc(SLOT_BYTES);
      readSync(this.#fd, slot, 0, SLOT_BYTES, SLOT_BYTES * (index + 1));
      return slot;
    });
  }
}
