import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';

/** True where `/proc` lists processes. */
export const hasProcessTable = process.platform === 'linux';

/** The living children of `parentPid` with this part in their command line; Linux only, elsewhere none. */
export function childrenOf(parentPid: number, commandPart = ''): number[] {
  if (!hasProcessTable) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isChild(pid, parentPid, commandPart));
}

/**
 * The processes that run in a folder; Linux only, elsewhere none. A killed process stays until the last of its threads is
 * gone, and its locks last as long.
 */
export function processesIn(folder: string): number[] {
  if (!hasProcessTable) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => threadsOf(pid).some((thread) => cwdOf(`/proc/${pid}/task/${thread}`) === folder))
    .map(Number);
}

/** Whether a process runs code: a zombie, or one that has freed its memory, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasProcessTable || readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

/** Whether a signal has stopped the process. */
export function isStopped(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('T');
  } catch {
    return false;
  }
}

function threadsOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function cwdOf(thread: string): string | undefined {
  try {
    return readlinkSync(`${thread}/cwd`);
  } catch {
    return undefined;
  }
}

function isChild(pid: number, parentPid: number, commandPart: string): boolean {
  try {
    // The command in parentheses may itself contain blanks and parentheses.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (Number(parent) !== parentPid || state === 'Z') return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(commandPart);
  } catch {
    return false;
  }
}

/** Resolves when the process is gone or a zombie; the caller limits the time. */
export async function goneFromTable(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined || stat.replace(/^.*\) /s, '').startsWith('Z')) return;
    await readdir('/proc');
  }
}
