import { join, dirname, normalize } from 'node:path/posix';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { DAY_MS, SECOND_MS } from '../../../domain/units.ts';
import type { ObjectStorage, StoredObject } from './object-storage.ts';
import { SftpArtifact } from './sftp-artifact.ts';
import { SftpClock } from './sftp-clock.ts';
import type { SftpConnection } from './sftp-connection.ts';
import {
  isMissingFile,
  SFTP_STATUS,
  SftpFailure,
  storeException,
  unlessMissingFile,
} from './sftp-failure.ts';
import {
  isFull,
  isTemporary,
  makeDirectory,
  removeFile,
  replaceFile,
  statFile,
  temporaryPath,
} from './sftp-files.ts';
import { importSftpClient, type SftpAttributes } from './sftp-library.ts';
import { findFiles } from './sftp-listing.ts';
import { locationOf, type SftpOptions } from './sftp-options.ts';
import { SftpSession } from './sftp-session.ts';
import {
  closingFile,
  openFile,
  readFile,
  writeFile,
  type OpenFile,
  type WriteOptions,
} from './sftp-transfer.ts';

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const WRITES_IN_FLIGHT = 64;
const NEVER = new AbortController().signal;

/**
 * Objects as files below a directory of an SFTP server. A file is written under a hidden name (`.….part`), synced, checked
 * and renamed. Links are not followed.
 *
 * A broken connection is opened again within the time limit; everything but an upload is then repeated. An upload fails:
 * its bytes come once, and what a restarted server has kept of them is unknown.
 */
export class SftpObjectStorage implements ObjectStorage {
  readonly location: string;
  readonly #base: string;
  readonly #session: SftpSession;
  readonly #clock = new SftpClock();
  readonly #inFlight: number;

  /** @param importLibrary for tests: imports the optional package */
  constructor(options: SftpOptions, importLibrary = importSftpClient) {
    this.location = locationOf(options);
    this.#base = normalize(options.path).replace(/(?<=.)\/+$/, '');
    this.#session = new SftpSession(options, importLibrary);
    this.#inFlight = options.writesInFlight ?? WRITES_IN_FLIGHT;
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const files = await this.#typed(() => findFiles(this.#session, this.#base, prefix));
    for (const { key, name, attributes } of files) {
      if (isTemporary(name)) continue;
      const version = this.#clock.versionOf(this.#pathOf(key), attributes);
      const modifiedAt = new Date(attributes.mtime * SECOND_MS);
      yield { key, sizeBytes: attributes.size, modifiedAt, version };
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(key);
    return this.#run(async (connection) => {
      const opened = await unlessMissingFile(openFile(connection, path, 'r'));
      return opened && closingFile(opened, (file) => readWhole(file));
    });
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const options = { sizeBytes: bytes.length, inFlight: this.#inFlight, signal: NEVER };
    const writeOnce = async (connection: SftpConnection, temporary: string) =>
      this.#fill(await this.#create(connection, temporary), [bytes], options);
    await this.#put(key, (temporary) => this.#session.run((connection) => writeOnce(connection, temporary)));
  }

  async upload(key: string, bytes: Pieces, sizeBytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const options = { sizeBytes, inFlight: this.#inFlight, signal };
    await this.#put(key, async (temporary) => {
      const file = await this.#session.run((connection) => this.#create(connection, temporary));
      const facts = await this.#fill(file, bytes, options);
      signal.throwIfAborted();
      return facts;
    });
  }

  async open(key: string): Promise<OpenArtifact | undefined> {
    const path = this.#pathOf(key);
    return this.#typed(() => SftpArtifact.open(this.#session, path, this.location));
  }

  async remove(key: string): Promise<void> {
    await this.#run((connection) => removeFile(connection, this.#pathOf(key)));
  }

  async removeUnfinishedUploads(): Promise<void> {
    const files = await this.#typed(() => findFiles(this.#session, this.#base, ''));
    const unfinished = files.filter(({ name }) => isTemporary(name));
    if (unfinished.length === 0) return;
    const before = (await this.now()).getTime() - DAY_MS;
    for (const { key, attributes } of unfinished)
      if (attributes.mtime * SECOND_MS < before) await this.remove(key);
  }

  /** From the time of a small file, which is written and removed. */
  async now(): Promise<Date> {
    if (!this.#clock.isKnown) {
      const temporary = temporaryPath(join(this.#base, 'clock'));
      const options = { sizeBytes: 1, inFlight: 1, signal: NEVER };
      await this.#run(async (connection) => {
        const file = await this.#create(connection, temporary);
        this.#clock.observe((await this.#fill(file, [Uint8Array.of(0)], options)).mtime);
        await removeFile(connection, temporary);
      });
    }
    return this.#clock.now();
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Writes a file under a hidden name and renames it; removes it after a failure. */
  async #put(key: string, write: (temporary: string) => Promise<SftpAttributes>): Promise<void> {
    const path = this.#pathOf(key);
    const temporary = temporaryPath(path);
    await this.#typed(async () => {
      try {
        const { mtime } = await write(temporary);
        await this.#commit(temporary, path);
        this.#clock.observe(mtime, path);
      } catch (error) {
        await this.#removeAfter(error, temporary);
        throw error;
      }
    });
  }

  async #removeAfter(error: unknown, temporary: string): Promise<void> {
    // Without a connection there is no file, or the time limit was used up: the sweep removes it later.
    if (error instanceof SftpFailure && error.isFinal) return;
    await this.#session.run((connection) => removeFile(connection, temporary)).catch(() => undefined);
  }

  /** After a broken connection the rename may have been done. */
  async #commit(temporary: string, path: string): Promise<void> {
    let isRepeated = false;
    await this.#session.run(async (connection) => {
      try {
        await replaceFile(connection, temporary, path);
      } catch (error) {
        const isDone = isRepeated && isMissingFile(error) && (await statFile(connection, path)).isFile();
        isRepeated = true;
        if (!isDone) throw error;
      }
    });
  }

  /** Creates an empty file, or empties it, and creates its directory if it is missing. */
  async #create(connection: SftpConnection, path: string): Promise<OpenFile> {
    return unlessMissingFile(openFile(connection, path, 'w')).then(async (file) => {
      if (file !== undefined) return file;
      await makeDirectory(connection, dirname(path), this.#base);
      return openFile(connection, path, 'w');
    });
  }

  async #fill(file: OpenFile, bytes: Pieces, options: WriteOptions): Promise<SftpAttributes> {
    try {
      return await closingFile(file, () => writeFile(file, bytes, options));
    } catch (error) {
      const isPlain = error instanceof SftpFailure && error.status === SFTP_STATUS.failure;
      if (!isPlain || !(await isFull(file.connection, dirname(file.path)))) throw error;
      throw new SftpFailure('no space left on the server', { reason: 'no_space', cause: error });
    }
  }

  #pathOf(key: string): string {
    return join(this.#base, key);
  }

  #run<T>(work: (connection: SftpConnection) => Promise<T>): Promise<T> {
    return this.#typed(() => this.#session.run(work));
  }

  async #typed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storeException(error, this.location);
    }
  }
}

/** `undefined` for a directory. */
async function readWhole(file: OpenFile): Promise<Uint8Array | undefined> {
  const facts = await file.connection.request<SftpAttributes>(file.path, (channel, done) =>
    channel.fstat(file.handle, done),
  );
  if (!facts.isFile()) return undefined;
  const pieces = [];
  for await (const piece of readFile(file, 0, facts.size)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}
