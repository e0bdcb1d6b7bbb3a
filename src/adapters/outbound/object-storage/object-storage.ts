import type { OpenArtifact } from '../../../application/ports/backup-store.ts';

/** One object in a listing. */
export interface StoredObject {
  /** Relative to the storage's prefix, with `/` between its parts. */
  readonly key: string;
  readonly sizeBytes: number;
  /** By the clock of the server. */
  readonly modifiedAt: Date;
  /** Changes with the content: an ETag, or size and time. Compare it for equality only. */
  readonly version: string;
}

/**
 * Objects on another machine, below one prefix. Every method throws `StoreException` when the storage cannot be used;
 * failures that may pass are repeated within the time limit first. A key has parts, separated by `/`; no part is
 * empty, `.` or `..`.
 *
 * **Guarantees**
 * - lists every object below the prefix, also more than 1,000, in any order
 * - lists only objects whose key begins with the prefix
 * - gives an object a new version when its content changes
 * - reads what was written, and replaces it
 * - keeps keys with spaces, signs and letters of any language
 * - reads an object that does not exist as `undefined`
 * - uploads a whole object of any size
 * - uploads nothing when the bytes fail, or are fewer or more than announced
 * - uploads nothing after an abort
 * - reads an open object by byte range
 * - opens an object that does not exist as `undefined`
 * - removes an object, and succeeds where it does not exist
 * - removes unfinished uploads that are older than a day, below the prefix only
 * - has the time of the server
 * - stays usable after it was closed
 * - reports refused credentials, and never a secret
 */
export interface ObjectStorage {
  /** For messages, without secrets: `s3://bucket/prefix` or `sftp://user@host/path`. */
  readonly location: string;
  /** The time of the server in its newest answer, without a request. Absent where answers have no time. */
  readonly serverTime?: Date | undefined;
  /**
   * All objects whose key begins with `prefix`; none where the prefix does not exist.
   * @param prefix empty, or parts of a key; it may end within a part
   */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** A small object, or `undefined` where it does not exist. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes a small object, all or nothing; an existing one is replaced. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes a new object of any size, all or nothing: when `bytes` throws, after a failure or an abort nothing of it is
   * listed or stays on the server. Reads `bytes` once, closes it, and needs flat memory.
   * @param sizeBytes how many bytes will come; fewer or more are a StoreException
   * @throws the signal's reason when it aborts
   * @throws what `bytes` throws
   */
  upload(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<void>;
  /** Opens an object to read by byte range; `undefined` where it does not exist. */
  open(key: string): Promise<OpenArtifact | undefined>;
  /** Succeeds where the object does not exist. */
  remove(key: string): Promise<void>;
  /** Removes unfinished uploads that are older than a day by the clock of the server. */
  removeUnfinishedUploads(): Promise<void>;
  /** The time of the server. */
  now(): Promise<Date>;
  /** Releases connections. The storage stays usable: the next method connects again. */
  close(): Promise<void>;
}
