import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { SftpFailure, storeException, unlessMissingFile } from './sftp-failure.ts';
import type { SftpAttributes } from './sftp-library.ts';
import type { SftpSession } from './sftp-session.ts';
import { closeFile, openFile, readFile, type OpenFile } from './sftp-transfer.ts';

interface OpenedFile {
  readonly file: OpenFile;
  readonly facts: SftpAttributes;
}

/** A file that is read by byte range. After a broken connection it is opened again, if it is still the same. */
export class SftpArtifact implements OpenArtifact {
  readonly sizeBytes: number;
  readonly #session: SftpSession;
  readonly #path: string;
  readonly #location: string;
  readonly #mtime: number;
  #opened: Promise<OpenedFile>;

  private constructor(session: SftpSession, path: string, location: string, opened: OpenedFile) {
    this.sizeBytes = opened.facts.size;
    this.#session = session;
    this.#path = path;
    this.#location = location;
    this.#mtime = opened.facts.mtime;
    this.#opened = Promise.resolve(opened);
  }

  /** `undefined` where there is no file. */
  static async open(session: SftpSession, path: string, location: string): Promise<SftpArtifact | undefined> {
    const opened = await session.run((connection) => unlessMissingFile(openWithFacts(connection, path)));
    if (opened === undefined) return undefined;
    if (opened.facts.isFile()) return new SftpArtifact(session, path, location, opened);
    await closeFile(opened.file).catch(() => undefined);
    return undefined;
  }

  async *read(start: number, end: number): AsyncGenerator<Uint8Array> {
    const attempts = this.#session.attempts();
    for (let position = start; position < end;) {
      try {
        for await (const piece of readFile(await this.#file(), position, end)) {
          position += piece.length;
          yield piece;
          attempts.reset();
        }
      } catch (error) {
        await attempts.next(error).catch((last: unknown) => {
          throw storeException(last, this.#location);
        });
      }
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened.catch(() => undefined);
    this.#opened = Promise.reject(new SftpFailure(`${this.#path} was closed`, { reason: 'other' }));
    this.#opened.catch(() => undefined);
    // With a broken connection the server closes it.
    if (opened !== undefined) await closeFile(opened.file).catch(() => undefined);
  }

  /** On the connection of now. */
  async #file(): Promise<OpenFile> {
    const known = this.#opened;
    const opened = await known.catch((error: unknown) => {
      if (error instanceof SftpFailure && error.isTransient) return undefined;
      throw error;
    });
    if (opened?.file.connection.isUsable === true) return opened.file;
    // Several readers of one artifact open it once.
    if (this.#opened === known) this.#opened = this.#openAgain();
    return (await this.#opened).file;
  }

  async #openAgain(): Promise<OpenedFile> {
    const opened = await openWithFacts(await this.#session.connection(), this.#path);
    const { size, mtime } = opened.facts;
    if (size === this.sizeBytes && mtime === this.#mtime) return opened;
    await closeFile(opened.file).catch(() => undefined);
    throw new SftpFailure(`${this.#path} was replaced while it was read`, { reason: 'other' });
  }
}

async function openWithFacts(connection: OpenFile['connection'], path: string): Promise<OpenedFile> {
  const file = await openFile(connection, path, 'r');
  const facts = await connection.request<SftpAttributes>(path, (channel, done) =>
    channel.fstat(file.handle, done),
  );
  return { file, facts };
}
