import { closeSync, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { readWalIndex } from './write-ahead-log.ts';

/** File systems that keep times to 10 ms or worse keep them to 2 s at worst (FAT). */
const COARSE_NS = 10_000_000n;
const COARSE_MS = 3000;
/** Linux takes the time of a write from its clock tick, up to 10 ms. */
const FINE_MS = 100;

/**
 * What shows that a database has not changed: identity, size and times of the main file, and the same of the write-ahead
 * log with the wal-index header where the log has content. Equal fingerprints mean equal content; different ones mean
 * nothing. No lock is needed: each commit changes the fingerprint.
 *
 * The index alone is not enough: SQLite never syncs it, so after a power cut it may be older than the log.
 *
 * Only for a process without SQLite's locks: closing the `-shm` drops them.
 *
 * @returns `undefined` where a later change could go unseen: the file was written just now, or a log has no index
 */
export async function fingerprintOf(path: string): Promise<string | undefined> {
  const before = await factsOf(path);
  if (before === undefined || isRecent(before)) return undefined;
  const log = await factsOf(`${path}-wal`);
  const isEmpty = log === undefined || log.size === 0n;
  const index = isEmpty ? 'empty' : indexOf(`${path}-shm`);
  const after = await factsOf(path);
  // A checkpoint between the two readings could have emptied a log that was read as empty.
  if (index === undefined || after === undefined || textOf(after) !== textOf(before)) return undefined;
  return [textOf(before), index, ...(isEmpty ? [] : [textOf(log)])].join(' ');
}

async function factsOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}

/** A write in the same tick of the file system's clock would leave the same time. */
function isRecent({ mtimeNs, ctimeNs }: BigIntStats): boolean {
  const newestNs = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const waitMs = mtimeNs % COARSE_NS === 0n ? COARSE_MS : FINE_MS;
  return Date.now() - Number(newestNs / 1_000_000n) < waitMs;
}

function textOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join('/');
}

function indexOf(path: string): string | undefined {
  let descriptor;
  try {
    descriptor = openSync(path, 'r');
    const index = readWalIndex(descriptor);
    if (index === undefined) return undefined;
    const { commits, maxFrame, databasePages, frameChecksum, salts } = index;
    return [commits, maxFrame, databasePages, ...frameChecksum, salts.toString('hex')].join('/');
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
