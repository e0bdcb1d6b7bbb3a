import { z } from 'zod';
import type { RestoreRecord, SafetyCopy } from '../../../domain/restore/restore-record.ts';

/** Version of the document's form. */
const FORMAT = 1;

const recordDocument = z.object({
  format: z.literal(FORMAT),
  database: z.string(),
  filename: z.string(),
  restored_to: z.string(),
  safety_backup: z.string().nullable(),
  raw_copy: z.string().nullable(),
  restored_at: z.iso.datetime(),
  state: z.enum(['begun', 'done']),
});

/** The record as it is written, snake_case JSON. */
export function formatRestoreRecord(record: RestoreRecord): string {
  const { safetyCopy } = record;
  const document: z.infer<typeof recordDocument> = {
    format: FORMAT,
    database: record.database,
    filename: record.filename,
    restored_to: record.targetPath,
    safety_backup: safetyCopy?.kind === 'backup' ? safetyCopy.filename : null,
    raw_copy: safetyCopy?.kind === 'raw_copy' ? safetyCopy.path : null,
    restored_at: record.restoredAt.toISOString(),
    state: record.state,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
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
  return {
    database,
    filename: data.filename,
    targetPath: data.restored_to,
    safetyCopy: safetyCopyFrom(data),
    restoredAt: new Date(data.restored_at),
    state: data.state,
  };
}

/** The order in which records are listed. */
export function latestRestoreFirst(left: RestoreRecord, right: RestoreRecord): number {
  return right.restoredAt.getTime() - left.restoredAt.getTime();
}

function safetyCopyFrom(document: z.infer<typeof recordDocument>): SafetyCopy | undefined {
  if (document.safety_backup !== null) return { kind: 'backup', filename: document.safety_backup };
  return document.raw_copy === null ? undefined : { kind: 'raw_copy', path: document.raw_copy };
}
