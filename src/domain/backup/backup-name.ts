import type { BackupType } from './backup-type.ts';
import {
  COMPRESSIONS,
  compressionOfFilename,
  DELTA_ENDING_OF,
  ENCRYPTED_ENDING,
  ENDING_OF,
  isEncryptedFilename,
  type Compression,
} from './compression.ts';
import { isDatabaseName } from './database-name.ts';
import type { Encryption } from './manifest.ts';

/** The parts of `<database>-<YYYYMMDD>T<HHMMSS><mmm>Z[-<n>].<db|wal>[.gz|.zst][.age]`. */
export interface BackupName {
  readonly database: string;
  readonly createdAt: Date;
  /** 1 for the first backup of its millisecond; 2 and more are part of the name. */
  readonly ordinal: number;
  readonly compression: Compression;
  readonly isEncrypted: boolean;
  /** A diff or incr: the name is the same for both. */
  readonly isDelta: boolean;
}

export interface NamedArtifact extends Omit<BackupName, 'isEncrypted' | 'isDelta'> {
  /** Absent: a full. */
  readonly type?: BackupType | undefined;
  /** Absent: the file is not encrypted. */
  readonly encryption?: Encryption | undefined;
}

const STEM = /^(?<database>.+)-(?<date>\d{8})T(?<time>\d{6})(?<ms>\d{3})Z(?:-(?<ordinal>[1-9]\d*))?$/;

/** For example `app-20261122T210800123Z.db.gz`. */
export function formatBackupName({ encryption, type = 'full', ...artifact }: NamedArtifact): string {
  return formatName({ ...artifact, isEncrypted: encryption !== undefined, isDelta: type !== 'full' });
}

function formatName(name: BackupName): string {
  const stamp = name.createdAt.toISOString().replace(/[-:.]/g, '');
  const ordinal = name.ordinal > 1 ? `-${String(name.ordinal)}` : '';
  return `${name.database}-${stamp}${ordinal}${endingOf(name)}`;
}

function endingOf({
  compression,
  isDelta,
  isEncrypted,
}: Pick<BackupName, 'compression' | 'isDelta' | 'isEncrypted'>): string {
  const endings = isDelta ? DELTA_ENDING_OF : ENDING_OF;
  return endings[compression] + (isEncrypted ? ENCRYPTED_ENDING : '');
}

/** `undefined` when the name does not follow the grammar. */
export function parseBackupName(filename: string): BackupName | undefined {
  const isEncrypted = isEncryptedFilename(filename);
  const forms = COMPRESSIONS.flatMap((compression) =>
    [false, true].map((isDelta) => ({ compression, isDelta, isEncrypted })),
  );
  const form = forms.find((each) => filename.endsWith(endingOf(each)));
  if (form === undefined) return undefined;
  const groups = STEM.exec(filename.slice(0, -endingOf(form).length))?.groups;
  if (groups === undefined) return undefined;
  const { database = '', date = '', time = '', ms = '', ordinal = '1' } = groups;
  const createdAt = new Date(
    `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T` +
      `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}.${ms}Z`,
  );
  if (!isDatabaseName(database) || Number.isNaN(createdAt.getTime())) return undefined;
  const name = { database, createdAt, ordinal: Number(ordinal), ...form };
  // Formatting again rejects dates that Date rolls over (31 February) and an ordinal `-1`.
  return formatName(name) === filename ? name : undefined;
}

/** The name of the database in a backup, rebuilt: for example `app-20261122T210800123Z.db`. */
export function databaseFileName(filename: string): string {
  const name = parseBackupName(filename);
  if (name === undefined) return `${filename}.db`;
  return formatName({ ...name, compression: 'none', isDelta: false, isEncrypted: false });
}

/** The compression of a data file by its name; `undefined` when it is none. Other tools' logs are no data files. */
export function compressionOfDataFile(filename: string): Compression | undefined {
  return parseBackupName(filename)?.compression ?? compressionOfFilename(filename);
}
