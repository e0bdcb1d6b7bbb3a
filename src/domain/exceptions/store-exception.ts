import { BackupManagerException } from './backup-manager-exception.ts';

/** The cause of a failure, in `details.reason`. */
export type StoreProblem =
  /** No connection, the host name is unknown, or the connection ended. */
  | 'unreachable'
  /** No answer within the time limit. */
  | 'timeout'
  /** The server answers with errors, or refuses because of too many requests. */
  | 'busy'
  /** Wrong or expired credentials, or an unknown host key. */
  | 'credentials'
  /** The credentials are right, but lack a permission. */
  | 'permission'
  /** The bucket or directory does not exist. */
  | 'missing'
  /** No space, or the quota is used up. */
  | 'no_space'
  /** The clocks of this host and the server differ too much. */
  | 'clock'
  /** An object lock forbids the removal or change. */
  | 'protected'
  /** The library of the store type is not installed. */
  | 'not_installed'
  | 'other';

/** A store on another machine cannot be used: the connection, its credentials, or the server. */
export class StoreException extends BackupManagerException {
  readonly code = 'STORE';
}
