import { readFileSync, readdirSync } from 'node:fs';

/**
 * The environment that marks a process and its descendants, even detached ones; `processesMarked` finds them. Linux
 * only: it reads `/proc/<pid>/environ`.
 */
export function marking(name: 'TORTURE_RUN' | 'TORTURE_CAPTURE', value: string): Record<string, string> {
  return { [name]: value };
}

/** The living processes with a mark. A zombie has none. */
export function processesMarked(mark: Readonly<Record<string, string>>): readonly number[] {
  const entries = Object.entries(mark).map(([name, value]) => `${name}=${value}`);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).some((entry) => entries.includes(entry)));
}

export function commandOf(pid: number): string {
  return readProcessFile(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

/** Ends all processes with a mark. */
export function killMarked(mark: Readonly<Record<string, string>>): void {
  for (const pid of processesMarked(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function environmentOf(pid: number): readonly string[] {
  return readProcessFile(pid, 'environ').split('\0');
}

function readProcessFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
