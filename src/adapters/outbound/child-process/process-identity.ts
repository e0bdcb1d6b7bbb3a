import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process wrote a record or holds a lock; enough to tell it from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Pids mean something only within it; empty where the system has none. */
  readonly pidNamespace: string;
  /** Another one says that the machine was started anew; empty where it cannot be told. */
  readonly bootId: string;
  /** When the process began, in the kernel's ticks since boot; empty where it cannot be told. */
  readonly startTicks: string;
}

/** The process that runs this code. */
export function ownProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    pidNamespace: quietly(() => readlinkSync('/proc/self/ns/pid')),
    bootId: quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    startTicks: startTicksOf('self'),
  };
}

/** Whether a process is known to be gone; of another host's or container's nothing is known from here. */
export function isDead(other: ProcessIdentity, own: ProcessIdentity): boolean {
  if (other.host !== own.host || other.pidNamespace !== own.pidNamespace) return false;
  if (other.bootId !== own.bootId || !pidIsTaken(other.pid)) return true;
  const ticks = startTicksOf(String(other.pid));
  return ticks !== '' && other.startTicks !== '' && ticks !== other.startTicks;
}

/**
 * Whether another process runs. Pids mean something only within one pid namespace of one boot; where neither is known,
 * within one host.
 */
export function lifeOf(other: ProcessIdentity, own: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const isSameBoot = other.bootId === own.bootId && (own.bootId !== '' || other.host === own.host);
  if (!isSameBoot || other.pidNamespace !== own.pidNamespace) return 'unknown';
  if (!pidIsTaken(other.pid)) return 'dead';
  const ticks = startTicksOf(String(other.pid));
  return ticks !== '' && other.startTicks !== '' && ticks !== other.startTicks ? 'dead' : 'alive';
}

/** The same text for one process, another for every other. */
export function processKey({ pid, host, pidNamespace, bootId, startTicks }: ProcessIdentity): string {
  return JSON.stringify([pid, host, pidNamespace, bootId, startTicks]);
}

function pidIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Field 22 of proc(5)'s stat; the second one, the command's name, may hold blanks and parentheses. */
function startTicksOf(pid: string): string {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
