import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./failing-calls.c', import.meta.url));

/** `kill-all`: the whole run dies, as in a power cut. `kill-one`: only the calling process. */
export type FaultAction = 'kill-all' | 'kill-one' | ErrorName;

/** Errors of disks and file systems, by their number on Linux. */
export const ERRORS = { EPERM: 1, EIO: 5, ENOSPC: 28, EDQUOT: 122 } as const;
export type ErrorName = keyof typeof ERRORS;

export interface Fault {
  /** Number of the failing call, from 1; 0: none. */
  readonly at: number;
  readonly action: FaultAction;
}

/** One call of a run on the files of its world. */
export interface FileCall {
  readonly name: string;
  readonly path: string;
}

/** Makes one file-system call of a run fail, or kills the run there. Needs a C compiler and the GNU C library. */
export class FaultInjector {
  readonly #library: string;
  readonly #counter: string;
  readonly #below: string;

  /**
   * @param folder for the compiled library and the counter; outside of `below`
   * @param below only calls on files in this folder count
   */
  constructor(folder: string, below: string) {
    this.#library = join(folder, 'failing-calls.so');
    this.#counter = join(folder, 'counter');
    this.#below = below;
    execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', this.#library, SOURCE, '-ldl']);
  }

  /** The environment of a run with the fault; resets the count. */
  arm({ at, action }: Fault): Readonly<Record<string, string>> {
    writeFileSync(this.#counter, Buffer.alloc(8));
    rmSync(`${this.#counter}.calls`, { force: true });
    return {
      LD_PRELOAD: this.#library,
      // Calls through io_uring bypass the C library.
      UV_USE_IO_URING: '0',
      FAULT_COUNTER: this.#counter,
      FAULT_BELOW: this.#below,
      FAULT_AT: String(at),
      FAULT_ACTION: action in ERRORS ? String(ERRORS[action as ErrorName]) : action,
    };
  }

  calls(): readonly FileCall[] {
    return readFileSync(`${this.#counter}.calls`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '))
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([, name = '', ...path]) => ({ name, path: path.join(' ').slice(this.#below.length) }));
  }
}
