import { megabytes } from './megabytes.ts';
import { passed, warned, type PreflightCheck } from './preflight.ts';
import { hasWalResetBug } from './wal-reset-bug.ts';
import { MIB } from '../units.ts';

const LARGE_WAL_BYTES = 64 * MIB;
/** A larger share means that the WAL is not being checkpointed. */
const LARGE_WAL_SHARE = 0.25;
/** Linux reports bare `fuse` for every user-space file system, sshfs and rclone included. */
const NETWORK_FILE_SYSTEM =
  /^(nfs\d?|cifs|smb\w*|ncp\w*|9p|afs|ceph|lustre|glusterfs|davfs2?|webdav|fuse(\..+)?)$/i;

/** The state of a source after opening it like a capture. */
export interface SourceFacts {
  readonly databaseBytes: number;
  readonly journalMode: string;
  /** Version of the SQLite that wrote last, from the header. */
  readonly writerSqliteVersion: string;
  readonly walBytes: number;
  readonly otherHardLinks: number;
  readonly fileSystem: string | undefined;
  readonly foreignSideFiles: readonly string[];
  readonly runsAsAnotherUser: boolean;
}

export function sourcePreflight(facts: SourceFacts): readonly PreflightCheck[] {
  return [
    passed('source', `${megabytes(facts.databaseBytes)}, journal mode ${facts.journalMode}`),
    writerPreflight(facts),
    walPreflight(facts),
    userPreflight(facts),
    sideFilePreflight(facts),
    hardLinkPreflight(facts),
    fileSystemPreflight(facts),
  ];
}

function writerPreflight({ journalMode, writerSqliteVersion: version }: SourceFacts): PreflightCheck {
  if (journalMode !== 'wal' || !hasWalResetBug(version))
    return passed('writer', `last written by SQLite ${version}`);
  return warned(
    'writer',
    `last written in WAL mode by SQLite ${version}, which has the WAL-reset bug: in rare cases it corrupts its own database`,
    'Give the application SQLite 3.51.3 or newer (3.50.7 and 3.44.6 have the fix too), and keep source_check on.',
  );
}

function walPreflight({ walBytes, databaseBytes }: SourceFacts): PreflightCheck {
  const detail = walBytes === 0 ? 'no WAL' : `the WAL has ${megabytes(walBytes)}`;
  if (walBytes <= LARGE_WAL_BYTES || walBytes <= databaseBytes * LARGE_WAL_SHARE)
    return passed('wal', detail);
  return warned(
    'wal',
    `${detail}: it is not being checkpointed`,
    'Find a reader that never ends its transaction, and let the application run PRAGMA wal_checkpoint(TRUNCATE).',
  );
}

function userPreflight({ runsAsAnotherUser }: SourceFacts): PreflightCheck {
  if (!runsAsAnotherUser) return passed('user', 'side files get the owner of the database');
  return warned(
    'user',
    'this user does not own the database: side files that a reader creates may become read-only for the application',
    'Run backups as the owner of the database.',
  );
}

function sideFilePreflight({ foreignSideFiles }: SourceFacts): PreflightCheck {
  if (foreignSideFiles.length === 0) return passed('side-files', 'none with another owner');
  return warned(
    'side-files',
    `another owner than the database's: ${foreignSideFiles.join(', ')}`,
    'Give them the owner of the database with chown, or the application may be unable to write.',
  );
}

function hardLinkPreflight({ otherHardLinks }: SourceFacts): PreflightCheck {
  if (otherHardLinks === 0) return passed('hard-links', 'none');
  return warned(
    'hard-links',
    `the file has ${String(otherHardLinks)} more name${otherHardLinks === 1 ? '' : 's'}`,
    'Use the name that the application opens: SQLite keeps the WAL next to that name. A WAL database without its WAL is refused.',
  );
}

function fileSystemPreflight({ fileSystem }: SourceFacts): PreflightCheck {
  if (fileSystem === undefined) return passed('file-system', 'this platform does not report its type');
  if (!NETWORK_FILE_SYSTEM.test(fileSystem)) return passed('file-system', fileSystem);
  return warned(
    'file-system',
    `${fileSystem} may be a network file system: its locks and shared memory are not reliable`,
    'Run backups on the machine that has the disk.',
  );
}
