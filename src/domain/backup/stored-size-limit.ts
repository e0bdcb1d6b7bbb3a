import { BackupCreationException } from '../exceptions/backup-creation-exception.ts';
import { MIB } from '../units.ts';


export function beyondStoredSizeLimit(maxStoredBytes: number): BackupCreationException {
  const limitMb = String(Math.floor(maxStoredBytes / MIB));
  return new BackupCreationException(`the backup would be larger than max_backup_size_mb (${limitMb} MB)`, {
    hint: 'Raise max_backup_size_mb, or compress more: compression zstd, a higher compression_level.',
    details: { max_stored_bytes: maxStoredBytes },
  });
}
