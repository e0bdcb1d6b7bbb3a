import { resolve } from 'node:path';
import { isManaged, manifestOf, type Backup } from '../../../../domain/backup/backup.ts';
import type { ConsoleOutput } from './console-output.ts';
import { printable } from './printable.ts';

/**
 * Lines for `sha256sum -c` in `cwd`: bare names if that is the backup directory, else absolute paths.
 * Warns about each backup without a line: it would look checked otherwise.
 */
export function writeChecksums(
  output: ConsoleOutput,
  backups: readonly Backup[],
  { directory, cwd }: { readonly directory: string; readonly cwd: string },
): void {
  const bare = resolve(cwd, directory) === resolve(cwd);
  for (const backup of backups.filter(isManaged)) {
    const manifest = manifestOf(backup);
    const path = bare ? backup.filename : resolve(cwd, backup.location);
    if (manifest === undefined) {
      output.notice(`warning: ${path} is skipped: its manifest is damaged`);
    } else if (printable(path) !== path) {
      output.notice(`warning: ${path} is skipped: its name has control characters`);
    } else {
      output.raw(checksumLine(manifest.storedSha256, path));
    }
  }
}

function checksumLine(sha256: string, path: string): string {
  // sha256sum marks a line with a leading backslash when the name in it is escaped.
  return path.includes('\\') ? `\\${sha256}  ${path.replaceAll('\\', '\\\\')}\n` : `${sha256}  ${path}\n`;
}
