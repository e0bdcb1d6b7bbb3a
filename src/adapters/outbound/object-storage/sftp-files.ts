import { randomBytes } from 'node:crypto';
import { dirname, basename, join } from 'node:path/posix';
import type { SftpConnection } from './sftp-connection.ts';
import { isMissingFile, SFTP_STATUS, SftpFailure, unlessMissingFile } from './sftp-failure.ts';
import type { SftpAttributes, SftpName } from './sftp-library.ts';

const OWNER_ONLY = 0o700;
const TEMPORARY = /^\..*\.part$/s;
/** A server sends about 100 names in one answer. */
const LISTS_IN_FLIGHT = 8;

/** A name in the same directory under which a file is written. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
}

export function isTemporary(filename: string): boolean {
  return TEMPORARY.test(filename);
}

export async function statFile(connection: SftpConnection, path: string): Promise<SftpAttributes> {
  return connection.request(path, (channel, done) => channel.stat(path, done));
}

/** Succeeds where the file does not exist. */
export async function removeFile(connection: SftpConnection, path: string): Promise<void> {
  await unlessMissingFile(connection.request(path, (channel, done) => channel.unlink(path, done)));
}

/** Renames a file; one in its place is replaced. */
export async function replaceFile(connection: SftpConnection, from: string, to: string): Promise<void> {
  try {
    await connection.request(to, (channel, done) => channel.ext_openssh_rename(from, to, done));
  } catch (error) {
    if (!(error instanceof SftpFailure) || error.status !== SFTP_STATUS.unsupported) throw error;
    // A server without the extension refuses a rename over a file: for a short time there is none.
    await removeFile(connection, to);
    await connection.request(to, (channel, done) => channel.rename(from, to, done));
  }
}

/**
 * Creates a directory and its missing parents, but above `base` none.
 * @throws SftpFailure reason `missing`: the parent of `base` does not exist
 */
export async function makeDirectory(connection: SftpConnection, path: string, base: string): Promise<void> {
  try {
    await connection.request(path, (channel, done) => channel.mkdir(path, { mode: OWNER_ONLY }, done));
  } catch (error) {
    if (isMissingFile(error)) {
      if (path === base) throw missingParent(base, error);
      await makeDirectory(connection, dirname(path), base);
      await makeDirectory(connection, path, base);
      return;
    }
    // The answer for an existing directory is a plain failure.
    const facts = await statFile(connection, path).catch(() => undefined);
    if (facts?.isDirectory() !== true) throw error;
  }
}

/**
 * The names in a directory; `undefined` where it does not exist.
 * @throws SftpFailure reason `missing`: the parent of `base` does not exist
 */
export async function readDirectory(
  connection: SftpConnection,
  path: string,
  base: string,
): Promise<readonly SftpName[] | undefined> {
  const handle = await unlessMissingFile(
    connection.request<Buffer>(path, (channel, done) => channel.opendir(path, done)),
  );
  if (handle === undefined) {
    const parent = await unlessMissingFile(statFile(connection, dirname(base)));
    if (parent === undefined) throw missingParent(base);
    return undefined;
  }
  try {
    return await readNames(connection, path, handle);
  } finally {
    await connection.request(path, (channel, done) => channel.close(handle, done)).catch(() => undefined);
  }
}

async function readNames(connection: SftpConnection, path: string, handle: Buffer): Promise<SftpName[]> {
  const found: SftpName[] = [];
  const readOnce = async (): Promise<boolean> => {
    try {
      const names = await connection.request<SftpName[]>(path, (channel, done) =>
        channel.readdir(handle, done),
      );
      found.push(...names);
      return true;
    } catch (error) {
      if (error instanceof SftpFailure && error.status === SFTP_STATUS.endOfFile) return false;
      throw error;
    }
  };
  const readAll = async (): Promise<void> => {
    while (await readOnce());
  };
  // Most directories end with the second answer.
  if ((await readOnce()) && (await readOnce()))
    await Promise.all(Array.from({ length: LISTS_IN_FLIGHT }, readAll));
  return found;
}

/** Whether the file system of `path` is full. Servers without the extension do not say. */
export async function isFull(connection: SftpConnection, path: string): Promise<boolean> {
  try {
    const { f_bavail: blocks, f_favail: files } = await connection.request<{
      readonly f_bavail: number;
      readonly f_favail: number;
    }>(path, (channel, done) => channel.ext_openssh_statvfs(path, done));
    return blocks === 0 || files === 0;
  } catch {
    return false;
  }
}

function missingParent(base: string, cause?: unknown): SftpFailure {
  return new SftpFailure(`the directory ${dirname(base)} does not exist on the server`, {
    reason: 'missing',
    cause,
  });
}
