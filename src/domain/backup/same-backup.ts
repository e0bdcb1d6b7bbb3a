import { BackupVerificationException } from '../exceptions/backup-verification-exception.ts';
import { manifestOf, type Backup } from './backup.ts';
import type { Manifest } from './manifest.ts';

/** Whether a listed backup is a copy of the backup with this manifest, maybe a lost or damaged one. */
export function isSameBackup(present: Backup, { storedSha256 }: Pick<Manifest, 'storedSha256'>): boolean {
  return manifestOf(present)?.storedSha256 === storedSha256;
}

/** A copy has the file name of something else, which is never replaced. */
export function notTheSameBackup({
  filename,
  location,
}: Pick<Backup, 'filename' | 'location'>): BackupVerificationException {
  return new BackupVerificationException(`${location} is not a copy of this backup`, {
    hint: 'A file of the same name has other content or a damaged manifest. Verify it; remove it if it is damaged, then copy again.',
    details: { filename, location },
  });
}
