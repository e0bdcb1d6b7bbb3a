import { basename } from 'node:path';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { EMPTY_STATE, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import type { Compression } from '../../../domain/backup/compression.ts';
import { parseManifest } from './manifest-document.ts';
import { readIfThere, statePath } from './record-files.ts';
import { parseState } from './state-document.ts';

/** A backup, from its data file and its records. */
export async function withRecords(
  path: string,
  compression: Compression,
  manifestText: string | undefined,
  facts: { readonly size: number; readonly mtime: Date },
): Promise<Backup> {
  const filename = basename(path);
  const stateText = await readIfThere(statePath(path));
  const state = stateText === undefined ? EMPTY_STATE : parseState(stateText, filename);
  const record = readRecord(manifestText, filename, state);
  const name = parseBackupName(filename);
  const manifest = record.condition === 'intact' ? record.manifest : undefined;
  return {
    filename,
    path,
    database: manifest?.database ?? name?.database,
    createdAt: manifest?.createdAt ?? name?.createdAt ?? facts.mtime,
    storedBytes: facts.size,
    modifiedAt: facts.mtime,
    compression,
    record,
    // An unreadable state may have been pinned: treat it as pinned.
    state: state ?? { ...EMPTY_STATE, pinned: true },
  };
}

function readRecord(manifestText: string | undefined, filename: string, state: BackupState | undefined) {
  if (manifestText === undefined) return { condition: 'missing' } as const;
  // Without its state the pin is unknown: treat the backup like one without a manifest.
  if (state === undefined) return { condition: 'damaged', problem: 'its state file is unreadable' } as const;
  return parseManifest(manifestText, filename);
}
