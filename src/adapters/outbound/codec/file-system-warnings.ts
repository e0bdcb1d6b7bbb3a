import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import { syncDirectory } from './durability.ts';

const OTHERS = 0o077;

/**
 * What the file system of `directory` does not guarantee, as at most one warning.
 * @param ownFile a file that this process created there with mode 0600; without it, modes are not checked
 */
export async function fileSystemWarnings(directory: string, ownFile: string): Promise<readonly RunWarning[]> {
  const missing: string[] = [];
  if (!(await syncDirectory(dirname(ownFile)))) {
    missing.push('it cannot sync a directory, so a power cut may lose the newest files');
  }
  if (await isOpenToOthers(ownFile)) {
    missing.push('it keeps no file modes, so other users of the machine may be able to read the files');
  }
  if (missing.length === 0) return [];
  return [
    {
      message: `the file system of ${directory} does not guarantee everything: ${missing.join('; ')}`,
      hint: 'Files are written and verified as usual. Keep a second copy on another file system if this matters.',
    },
  ];
}

async function isOpenToOthers(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return process.platform !== 'win32' && facts !== undefined && (facts.mode & OTHERS) !== 0;
}
