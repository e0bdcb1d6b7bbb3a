import { constants } from 'node:fs';
import { access, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { quoted } from '../../../domain/backup/source-path.ts';
import { setMode } from '../files/file-system-support.ts';

const ROOT = 0;
const OWNER_ONLY = 0o600;
const OWNER_READS = 0o400;

type Ids = Pick<FileOwner, 'uid' | 'gid'>;

/**
 * Gives a new database its recorded owner and mode. Without a record it gets the folder's owner: the application that
 * owns the folder could not open a file of root.
 *
 * @param target the real path
 * @returns a warning for what could not be set
 */
export async function ownNewFile(
  path: string,
  target: string,
  recorded: FileOwner | undefined,
): Promise<readonly RunWarning[]> {
  // The mode first: after chown it may not be ours to change. It must stay readable until it is in place.
  await setMode(path, recorded === undefined ? OWNER_ONLY : recorded.mode | OWNER_READS);
  const owner = recorded ?? (await ownerOfFolder(dirname(target)));
  return owner === undefined || (await give(path, owner)) ? [] : [notGiven(target, owner, recorded)];
}

/** For an ordinary user, the owner of a folder of another group or of root is no hint at the application. */
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
  // Root without the right to read files of others could not finish the restore.
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
