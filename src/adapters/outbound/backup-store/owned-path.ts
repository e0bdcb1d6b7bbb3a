import { realPathOf, identityOf } from '../files/existing-files.ts';
import { stateDirectoryOf } from '../files/state-layout.ts';

/**
 * True when writing to `path` would change a file of the backup directory: it is below `.state`, it leads into the
 * directory through a symbolic link, or it is one of `files` under another name.
 */
export async function isOwnedPath(
  path: string,
  directory: string,
  files: readonly string[],
): Promise<boolean> {
  const [target, realDirectory] = [await realPathOf(path), await realPathOf(directory)];
  if (target.startsWith(`${stateDirectoryOf(realDirectory)}/`)) return true;
  const isBelow = [directory, realDirectory].some((each) => path.startsWith(`${each}/`));
  if (target.startsWith(`${realDirectory}/`) && !isBelow) return true;
  if (files.includes(path)) return true;
  const identity = await identityOf(target);
  if (identity === undefined) return false;
  for (const file of files) if ((await identityOf(file)) === identity) return true;
  return false;
}
