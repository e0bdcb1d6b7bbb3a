import { constants } from 'node:fs';
import { access, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { quoted } from '../../../domain/backup/source-path.ts';
import { setMode } from '../codec/file-mode.ts';

const ROOT = 0;
const OWNER_ONLY = 0o600;
const OWNER_READS = 0o400;

type Ids = Pick<FileOwner, 'uid' | 'gid'>;

/**
 * Gives a file that is to become a new database the owner and mode on record; without a record its owner is the
 * folder's, since the application that owns the folder could not open a file of root's.
 *
 * @param target the real path
 * @returns what could not be given
 */
export async function ownNewFile(
  path: string,
  target: string,
  recorded: FileOwner | undefined,
): Promise<readonly RunWarning[]> {
  // First the mode: another user's file is not everybody's to change. It still has to be read before it is in place.
  await setMode(path, recorded === undefined ? OWNER_ONLY : recorded.mode | OWNER_READS);
  const owner = recorded ?? (await ownerOfFolder(dirname(target)));
  return owner === undefined || (await give(path, owner)) ? [] : [notGiven(target, owner, recorded)];
}

/** For an ordinary user a folder of another group, or of root, tells nothing about the application. */
async function ownerOfFolder(folder: string): Promise<Ids | undefined> {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const facts = await stat(folder);
  if (uid === ROOT) return facts;
  return facts.uid === ROOT || facts.uid === uid ? undefined : facts;
}

async function give(path: string, { uid, gid }: Ids): Promise<boolean> {
  const mine = await stat(path);
  if (mine.uid === uid && mine.gid === gid) return true;
  try {
    await chown(path, uid, gid);
  } catch {
    return false;
  }
  // Root without the right to open the files of others could not finish the restore.
  if (await isReadable(path)) return true;
  await chown(path, mine.uid, mine.gid);
  return false;
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function notGiven(target: string, { uid, gid }: Ids, recorded: FileOwner | undefined): RunWarning {
  const ids = `${String(uid)}:${String(gid)}`;
  const whose = recorded === undefined ? 'its folder belongs' : 'the database belonged';
  return {
    message: `${target} does not get the owner ${ids}, to whom ${whose}: its application may be unable to open it`,
    hint: `Run as root: chown ${ids} ${quoted(target)}`,
  };
}
