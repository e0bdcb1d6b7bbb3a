import type { CheckResult } from '../verification/verification.ts';
import type { Compression } from './compression.ts';

/** Which engine read the source. */
export const ENGINES = ['native', 'sqljs'] as const;
export type Engine = (typeof ENGINES)[number];

/** What vouches for the snapshot: a lock held on the source, or two identical optimistic reads. */
export const CONSISTENCIES = ['locked', 'optimistic'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

/** How the image left the source: raw pages streamed, through a raw spool file, or by SQLite's online backup. */
export type CaptureMethod = 'stream' | 'spool' | 'sqlite-backup';

/** How thoroughly the source is checked in the capture's own snapshot. */
export const SOURCE_CHECK_LEVELS = ['none', 'quick', 'full'] as const;
export type SourceCheckLevel = (typeof SOURCE_CHECK_LEVELS)[number];

/** What the check of the source found at capture; level `none` is recorded as inconclusive. */
export interface SourceCheck {
  readonly level: SourceCheckLevel;
  readonly result: CheckResult;
  readonly detail: string;
  readonly durationMs: number;
  /** How many findings about content that SQLite allows; absent: none, or not counted (an older manifest). */
  readonly noteCount?: number;
}

/** Owner and permissions of a database file. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
}

/** What a capture learnt about the database and the artifact it made of it. */
export interface CaptureFacts {
  readonly engine: Engine;
  readonly consistency: Consistency;
  readonly capture: CaptureMethod;
  readonly sqliteVersion: string;
  readonly journalMode: string;
  readonly pageSize: number;
  readonly pageCount: number;
  /** The application's tables; `undefined` where nobody counted: an older manifest, a schema that cannot be read. */
  readonly tableCount?: number | undefined;
  /** Pages that are not on the freelist; `undefined` in manifests that do not record it. */
  readonly usedPageCount?: number | undefined;
  readonly databaseBytes: number;
  /** Hex SHA-256 of the uncompressed database file. */
  readonly databaseSha256: string;
  readonly storedBytes: number;
  /** Hex SHA-256 of the stored file. */
  readonly storedSha256: string;
  readonly compression: Compression;
  readonly sourceCheck: SourceCheck;
  /** Absent: an older manifest, another tool's file, a host without numeric owners. */
  readonly sourceOwner?: FileOwner | undefined;
}

/** What is on record about one backup, written once beside its data file as `<filename>.json`. */
export interface Manifest extends CaptureFacts {
  readonly database: string;
  readonly sourcePath: string;
  readonly host: string;
  readonly filename: string;
  readonly createdAt: Date;
  readonly durationMs: number;
  readonly toolVersion: string;
  /** Another tool made the file: source path (empty where unknown), engine, consistency and capture are not its own. */
  readonly adopted?: true;
}
