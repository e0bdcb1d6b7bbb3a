import type { CheckResult } from '../verification/verification.ts';
import type { BackupType } from './backup-type.ts';
import type { Compression } from './compression.ts';

export const ENGINES = ['native', 'sqljs'] as const;
export type Engine = (typeof ENGINES)[number];

/** How a snapshot is consistent: SQLite's lock, or two equal optimistic reads. */
export const CONSISTENCIES = ['locked', 'optimistic'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

/** How the image was read: raw pages as a stream, through a raw spool file, or by SQLite's online backup. */
export type CaptureMethod = 'stream' | 'spool' | 'sqlite-backup';

/** How the source is checked inside the capture's own snapshot. */
export const SOURCE_CHECK_LEVELS = ['none', 'quick', 'full'] as const;
export type SourceCheckLevel = (typeof SOURCE_CHECK_LEVELS)[number];

/** The result of the source check; level `none` is recorded as inconclusive. */
export interface SourceCheck {
  readonly level: SourceCheckLevel;
  readonly result: CheckResult;
  readonly detail: string;
  readonly durationMs: number;
  /** Findings about content that SQLite allows; absent: none, or not counted (older manifest). */
  readonly noteCount?: number;
}

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
}

/** For whom an artifact is encrypted with age. */
export interface Encryption {
  /** A fingerprint of each recipient, or `scrypt` for a passphrase. */
  readonly recipients: readonly string[];
}

/** What a capture recorded about the database and its artifact. */
export interface CaptureFacts {
  readonly engine: Engine;
  readonly consistency: Consistency;
  readonly capture: CaptureMethod;
  readonly sqliteVersion: string;
  readonly journalMode: string;
  readonly pageSize: number;
  readonly pageCount: number;
  /** The application's tables; `undefined`: not counted (older manifest, unreadable schema). */
  readonly tableCount?: number | undefined;
  /** Pages that are not on the freelist; `undefined` in older manifests. */
  readonly usedPageCount?: number | undefined;
  readonly databaseBytes: number;
  /**
   * Hex SHA-256 of the whole database file at the time of the backup, also of a delta; never in the record of an encrypted backup.
   */
  readonly databaseSha256?: string | undefined;
  readonly storedBytes: number;
  /** Hex SHA-256 of the stored file. */
  readonly storedSha256: string;
  readonly compression: Compression;
  /** Absent: not encrypted. */
  readonly encryption?: Encryption | undefined;
  readonly sourceCheck: SourceCheck;
  /** Absent: an older manifest, another tool's file, or a host without numeric owners. */
  readonly sourceOwner?: FileOwner | undefined;
}

/** How a backup belongs to a chain: a full, and the diffs and incrs that depend on it. */
export interface ChainFacts {
  /** Absent: a full. */
  readonly type?: Exclude<BackupType, 'full'> | undefined;
  /** Random id of the chain, made with its full. Absent where no delta can depend on the backup. */
  readonly chain?: string | undefined;
  /** Only of a delta. */
  readonly parent?: ParentRef | undefined;
  /** Pages in a delta; each is one frame of its write-ahead log. */
  readonly frames?: number | undefined;
}

/** The backup whose pages a delta replaces. */
export interface ParentRef {
  readonly filename: string;
  /** Hex SHA-256 of its stored file. */
  readonly storedSha256: string;
  /** Hex SHA-256 of its database; never in the record of an encrypted backup. */
  readonly databaseSha256?: string | undefined;
}

/** The record of one backup, written once next to its data file as `<filename>.json`. */
export interface Manifest extends CaptureFacts, ChainFacts {
  readonly database: string;
  readonly sourcePath: string;
  readonly host: string;
  readonly filename: string;
  readonly createdAt: Date;
  readonly durationMs: number;
  readonly toolVersion: string;
  /**
   * Another tool made the file: engine, consistency and capture are not from it, and the source path may be
   * empty.
   */
  readonly adopted?: true;
}
