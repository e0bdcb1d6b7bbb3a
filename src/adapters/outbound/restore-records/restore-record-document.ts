import { z } from 'zod';
import type { RestoreRecord, SafetyCopy } from '../../../domain/restore/restore-record.ts';

/** Version of the document's form. */
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
export function formatRestoreRecord(record: RestoreRecord): string {
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

/** Reads a record of `database` back; `undefined` when it is unreadable or another database's. */
export function parseRestoreRecord(text: string, database: string): RestoreRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = recordDocument.safeParse(json);
  if (data?.database !== database) return undefined;
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

/** The order in which records are listed. */
export function latestRestoreFirst(left: RestoreRecord, right: RestoreRecord): number {
  return right.restoredAt.getTime() - left.restoredAt.getTime();
}

function safetyCopyFrom(document: SingleDocument): SafetyCopy | undefined {
  if (document.safety_backup !== null) return { kind: 'backup', filename: document.safety_backup };
  return document.raw_copy === null ? undefined : { kind: 'raw_copy', path: document.raw_copy };
}
