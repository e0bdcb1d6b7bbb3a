import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a process, also against a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Pids are valid only within it; empty where the system has none. */
  readonly pidNamespace: string;
  /** Changes with each boot; empty where it is unknown. */
  readonly bootId: string;
  /** Start time in the kernel's ticks since boot; empty where it is unknown. */
  readonly startTicks: string;
}

export function ownProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    pidNamespace: quietly(() => readlinkSync('/proc/self/ns/pid')),
    bootId: quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    startTicks: startTicksOf('self'),
  };
}

/** Whether a process is known to have ended. Another host's or container's process never is. */
export function isDead(other: ProcessIdentity, own: ProcessIdentity): boolean {
  if (other.host !== own.host || other.pidNamespace !== own.pidNamespace) return false;
  return other.bootId !== own.bootId || lifeOf(other, own) === 'dead';
}

/** Pids are valid only within one pid namespace of one boot; where neither is known, within one host. */
export function lifeOf(other: ProcessIdentity, own: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const isSameBoot = other.bootId === own.bootId && (own.bootId !== '' || other.host === own.host);
  if (!isSameBoot || other.pidNamespace !== own.pidNamespace) return 'unknown';
  if (!isProcessAlive(other.pid)) return 'dead';
  const ticks = startTicksOf(String(other.pid));
  return ticks !== '' && other.startTicks !== '' && ticks !== other.startTicks ? 'dead' : 'alive';
}

export function processKey({ pid, host, pidNamespace, bootId, startTicks }: ProcessIdentity): string {
  return JSON.stringify([pid, host, pidNamespace, bootId, startTicks]);
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Field 22 of proc(5)'s stat. Field 2, the command, may contain blanks and parentheses. */
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
