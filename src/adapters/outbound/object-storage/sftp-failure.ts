import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { StoreException, type StoreProblem } from '../../../domain/exceptions/store-exception.ts';

/** Status codes of SFTP version 3, https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02 */
export const SFTP_STATUS = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
} as const;

const REASON_OF_STATUS: Readonly<Record<number, StoreProblem>> = {
  [SFTP_STATUS.noSuchFile]: 'missing',
  [SFTP_STATUS.permissionDenied]: 'permission',
};

const HINTS: Readonly<Record<StoreProblem, string>> = {
  unreachable: 'Check the host name, the network and the SSH server, then repeat the command.',
  timeout: 'Check the network and the load of the server, then repeat the command.',
  busy: 'Wait until the server has fewer connections, or raise MaxStartups and MaxSessions in its sshd_config.',
  credentials: 'Check user, key and host_fingerprint of this store.',
  permission:
    'Give the user write permission on the directory (ls -ld on the server), or choose another path.',
  missing: 'Create the directory on the server, mount its disk, or correct the path of this store.',
  no_space: 'Free space or raise the quota on the server, or clean up old backups (backup-manager cleanup).',
  clock: 'Synchronise the clocks of this host and the server.',
  protected: 'Allow the removal on the server, or wait until the protection ends.',
  not_installed: 'Install it: npm install ssh2-sftp-client',
  other: 'Look into the log of the SSH server, and verify the backups of this store.',
};

interface FailureOptions {
  readonly reason: StoreProblem;
  /** A new connection may help. */
  readonly isTransient?: boolean;
  readonly status?: number | undefined;
  /** Instead of the usual next step. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure inside of the SFTP adapter, without its location. */
export class SftpFailure extends Error {
  readonly reason: StoreProblem;
  readonly isTransient: boolean;
  /** There is no connection, and another attempt would only wait again. */
  isFinal: boolean;
  /** The server's answer to a request. */
  readonly status: number | undefined;
  readonly hint: string;

  constructor(message: string, { reason, isTransient = false, status, hint, cause }: FailureOptions) {
    super(message, { cause });
    this.reason = reason;
    this.isTransient = isTransient;
    this.isFinal = reason === 'credentials' || reason === 'not_installed';
    this.status = status;
    this.hint = hint ?? HINTS[reason];
  }

  /** After the time limit for attempts was used up. */
  asFinal(): this {
    this.isFinal = true;
    return this;
  }
}

/** The failure of one request. Without a status the connection has ended. */
export function requestFailure(error: Error & { readonly code?: number }, path: string): SftpFailure {
  const { code } = error;
  if (typeof code !== 'number')
    return new SftpFailure('the connection ended', {
      reason: 'unreachable',
      isTransient: true,
      cause: error,
    });
  const reason = REASON_OF_STATUS[code] ?? 'other';
  return new SftpFailure(`${error.message}: ${path}`, { reason, status: code, cause: error });
}

export function isMissingFile(error: unknown): boolean {
  return error instanceof SftpFailure && error.status === SFTP_STATUS.noSuchFile;
}

/** `undefined` where the file or directory does not exist. */
export async function unlessMissingFile<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

/** A failure of the adapter with its location; any other error unchanged. */
export function storeException(error: unknown, location: string): unknown {
  if (error instanceof BackupManagerException || !(error instanceof SftpFailure)) return error;
  return new StoreException(`${location}: ${error.message}`, {
    hint: error.hint,
    details: { location, reason: error.reason },
    cause: error,
  });
}
