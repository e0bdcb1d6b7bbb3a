import {
  compressionOfFilename,
  ENCRYPTED_ENDING,
  ENDING_OF,
  isEncryptedFilename,
  stemOfFilename,
  type Compression,
} from './compression.ts';
import { isDatabaseName } from './database-name.ts';
import type { Encryption } from './manifest.ts';

/** The parts of `<database>-<YYYYMMDD>T<HHMMSS><mmm>Z[-<n>].db[.gz|.zst][.age]`. */
export interface BackupName {
  readonly database: string;
  readonly createdAt: Date;
  /** 1 for the first backup of its millisecond; 2 and more are part of the name. */
  readonly ordinal: number;
  readonly compression: Compression;
  readonly isEncrypted: boolean;
}

export interface NamedArtifact extends Omit<BackupName, 'isEncrypted'> {
  /** Absent: the file is not encrypted. */
  readonly encryption?: Encryption | undefined;
}

const STEM = /^(?<database>.+)-(?<date>\d{8})T(?<time>\d{6})(?<ms>\d{3})Z(?:-(?<ordinal>[1-9]\d*))?$/;

/** For example `app-20261122T210800123Z.db.gz`. */
export function formatBackupName({ encryption, ...artifact }: NamedArtifact): string {
  return formatName({ ...artifact, isEncrypted: encryption !== undefined });
}

function formatName(name: BackupName): string {
  const stamp = name.createdAt.toISOString().replace(/[-:.]/g, '');
  const ordinal = name.ordinal > 1 ? `-${String(name.ordinal)}` : '';
  const ending = ENDING_OF[name.compression] + (name.isEncrypted ? ENCRYPTED_ENDING : '');
  return `${name.database}-${stamp}${ordinal}${ending}`;
}

/** `undefined` when the name does not follow the grammar. */
export function parseBackupName(filename: string): BackupName | undefined {
  const compression = compressionOfFilename(filename);
  if (compression === undefined) return undefined;
  const groups = STEM.exec(stemOfFilename(filename) ?? '')?.groups;
  if (groups === undefined) return undefined;
  const { database = '', date = '', time = '', ms = '', ordinal = '1' } = groups;
  const createdAt = new Date(
    `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T` +
      `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}.${ms}Z`,
  );
  if (!isDatabaseName(database) || Number.isNaN(createdAt.getTime())) return undefined;
  const isEncrypted = isEncryptedFilename(filename);
  const name = { database, createdAt, ordinal: Number(ordinal), compression, isEncrypted };
  // Formatting again rejects dates that Date rolls over (31 February) and an ordinal `-1`.
  return formatName(name) === filename ? name : undefined;
}
