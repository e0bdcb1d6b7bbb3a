import type { Socket } from 'node:net';
import { SftpFailure } from './sftp-failure.ts';

// The parts of ssh2-sftp-client 12 and ssh2 1 that are used; neither package has types.

export interface SftpAttributes {
  readonly size: number;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  isDirectory(): boolean;
  isFile(): boolean;
}

export interface SftpName {
  readonly filename: string;
  readonly attrs: SftpAttributes;
}

/** `code` is the status of SFTP version 3, or absent when the connection has ended. */
export type Done<T = unknown> = (
  error: (Error & { readonly code?: number }) | null | undefined,
  value: T,
) => void;

/** An SFTP channel of ssh2: requests without a queue of their own. A closed channel never answers. */
export interface SftpChannel {
  /** The most bytes that the server takes in one request; not public, so that it may be absent. */
  readonly _maxReadLen?: number;
  readonly _maxWriteLen?: number;
  open(path: string, flags: 'r' | 'w', attributes: { readonly mode?: number }, done: Done<Buffer>): void;
  close(handle: Buffer, done: Done): void;
  /** Copies the bytes before it returns. */
  write(handle: Buffer, bytes: Buffer, offset: number, length: number, position: number, done: Done): void;
  read(
    handle: Buffer,
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    done: Done<number>,
  ): void;
  stat(path: string, done: Done<SftpAttributes>): void;
  fstat(handle: Buffer, done: Done<SftpAttributes>): void;
  opendir(path: string, done: Done<Buffer>): void;
  readdir(handle: Buffer, done: Done<SftpName[]>): void;
  mkdir(path: string, attributes: { readonly mode: number }, done: Done): void;
  unlink(path: string, done: Done): void;
  rename(from: string, to: string, done: Done): void;
  /** These throw where the server does not have the extension. */
  ext_openssh_rename(from: string, to: string, done: Done): void;
  ext_openssh_fsync(handle: Buffer, done: Done): void;
  ext_openssh_statvfs(
    path: string,
    done: Done<{ readonly f_bavail: number; readonly f_favail: number }>,
  ): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

export interface ConnectConfig {
  readonly sock: Socket;
  readonly username: string;
  readonly privateKey?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly agent?: string | undefined;
  readonly password?: string | undefined;
  readonly readyTimeout: number;
  /** @param key the server's host key as it is on the wire */
  readonly hostVerifier: (key: Buffer) => boolean;
}

export interface SftpClient {
  /** The connection of ssh2. */
  readonly client: {
    setNoDelay(on: boolean): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    destroy(): unknown;
    end(): unknown;
  };
  connect(config: ConnectConfig): Promise<SftpChannel>;
}

/** The callbacks replace those that write to the console. */
type SftpClientClass = new (
  name: string,
  callbacks: Readonly<Record<'error' | 'end' | 'close', () => void>>,
) => SftpClient;

// @ts-expect-error The package has no types.
export const importSftpClient = (): Promise<unknown> => import('ssh2-sftp-client');

/** Loaded on the first connection: the package is optional. */
export async function loadSftpClient(importLibrary: () => Promise<unknown>): Promise<SftpClientClass> {
  try {
    return ((await importLibrary()) as { readonly default: SftpClientClass }).default;
  } catch (error) {
    throw new SftpFailure('the package ssh2-sftp-client is not installed', {
      reason: 'not_installed',
      cause: error,
    });
  }
}
