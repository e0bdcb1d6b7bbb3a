import { SECOND_MS } from '../../../domain/units.ts';

export interface SftpOptions {
  readonly host: string;
  /** Default: 22. */
  readonly port?: number | undefined;
  readonly user: string;
  /**
   * Directory on the server. The first write creates it if its parent exists. Below a mount point choose
   * `/mnt/disk/backups/prod`, not `/mnt/disk/prod`: while the disk is not mounted, the parent is missing as well, and
   * nothing is written next to it.
   */
  readonly path: string;
  /** SHA-256 fingerprint of the server's host key, as `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly hostFingerprint: string;
  /** The text of the private key. */
  readonly privateKey?: string | undefined;
  /** For an encrypted private key. */
  readonly passphrase?: string | undefined;
  /** Socket of an SSH agent. */
  readonly agent?: string | undefined;
  readonly password?: string | undefined;
  /** Longest wait for an answer, and for a broken connection to come back. Default: 30,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** Writes of 32 KiB that wait for their answer. Default: 64, as many as the window of OpenSSH takes. */
  readonly writesInFlight?: number | undefined;
}

const SSH_PORT = 22;
const TIMEOUT_MS = 30 * SECOND_MS;

export function portOf({ port = SSH_PORT }: SftpOptions): number {
  return port;
}

export function timeoutOf({ timeoutMs = TIMEOUT_MS }: SftpOptions): number {
  return timeoutMs;
}

/** For messages, without a secret. */
export function locationOf(options: SftpOptions): string {
  const port = portOf(options) === SSH_PORT ? '' : `:${String(portOf(options))}`;
  const path = options.path.startsWith('/') ? options.path : `/~/${options.path}`;
  return `sftp://${options.user}@${options.host}${port}${path.replace(/(?<=.)\/+$/, '')}`;
}
