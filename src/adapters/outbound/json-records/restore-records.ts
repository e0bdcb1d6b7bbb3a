import { z } from 'zod';
import type { RestoreRecords } from '../../../application/ports/restore-records.ts';
import type { RestoreRecord, SafetyCopy } from '../../../domain/restore/restore-record.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import {
  FilesystemRecordFolder,
  InMemoryRecordFolder,
  JsonRecordStore,
  UnreadableRecord,
  type RecordFolder,
} from './json-record-store.ts';

const FORMAT = 1;

const singleRecord = z.object({
  format: z.literal(FORMAT),
  database: z.string(),
  filename: z.string(),
  restored_to: z.string(),
  safety_backup: z.string().nullable(),
  raw_copy: z.string().nullable(),
  restored_at: z.iso.datetime(),
  state: z.enum(['begun', 'done']),
});
const recordDocument = singleRecord.extend({ previous: singleRecord.optional() });
type SingleDocument = z.infer<typeof singleRecord>;

/** The record as it is written, snake_case JSON. */
function formatRestoreRecord(record: RestoreRecord): string {
  const { previous } = record;
  const document: z.infer<typeof recordDocument> = {
    ...toDocument(record),
    ...(previous === undefined ? {} : { previous: toDocument(previous) }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function toDocument(record: RestoreRecord): SingleDocument {
  const { safetyCopy } = record;
  return {
    format: FORMAT,
    database: record.database,
    filename: record.filename,
    restored_to: record.targetPath,
    safety_backup: safetyCopy?.kind === 'backup' ? safetyCopy.filename : null,
    raw_copy: safetyCopy?.kind === 'raw_copy' ? safetyCopy.path : null,
    restored_at: record.restoredAt.toISOString(),
    state: record.state,
  };
}

function parseRestoreRecord(text: string, database: string): RestoreRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { data, error } = recordDocument.safeParse(json);
  if (data === undefined) return z.prettifyError(error);
  if (data.database !== database) return `it belongs to ${data.database}`;
  const { previous } = data;
  return { ...fromDocument(data), ...(previous === undefined ? {} : { previous: fromDocument(previous) }) };
}

function fromDocument(document: SingleDocument): RestoreRecord {
  return {
    database: document.database,
    filename: document.filename,
    targetPath: document.restored_to,
    safetyCopy: safetyCopyFrom(document),
    restoredAt: new Date(document.restored_at),
    state: document.state,
  };
}

function safetyCopyFrom(document: SingleDocument): SafetyCopy | undefined {
  if (document.safety_backup !== null) return { kind: 'backup', filename: document.safety_backup };
  return document.raw_copy === null ? undefined : { kind: 'raw_copy', path: document.raw_copy };
}

class JsonRestoreRecords implements RestoreRecords {
  readonly #records: JsonRecordStore<RestoreRecord>;

  constructor(folder: RecordFolder) {
    this.#records = new JsonRecordStore(folder, {
      format: (_database, record) => formatRestoreRecord(record),
      parse: parseRestoreRecord,
    });
  }

  async list(): Promise<readonly RestoreRecord[]> {
    const databases = await this.#records.databases().catch(() => []);
    const records = await Promise.all(databases.map((database) => this.read(database)));
    return records
      .filter((record) => record !== undefined)
      .sort((left, right) => right.restoredAt.getTime() - left.restoredAt.getTime());
  }

  async read(database: string): Promise<RestoreRecord | undefined> {
    const record = await this.#records.read(database);
    return record instanceof UnreadableRecord ? undefined : record;
  }

  save(record: RestoreRecord): Promise<void> {
    return this.#records.write(record.database, record);
  }

  clear(database: string): Promise<void> {
    return this.#records.remove(database);
  }
}

/** `.state/last-restore` of the state directory. */
export class FilesystemRestoreRecords extends JsonRestoreRecords {
  constructor(stateDirectory: string) {
    super(new FilesystemRecordFolder(stateDirectory, 'lastRestores'));
  }
}

export class InMemoryRestoreRecords extends JsonRestoreRecords {
  constructor(disk: InMemoryDisk, stateDirectory = '/backup/.state') {
    super(new InMemoryRecordFolder(disk, stateDirectory, 'lastRestores'));
  }
}
