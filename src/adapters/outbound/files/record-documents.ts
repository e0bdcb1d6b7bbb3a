import { createHash } from 'node:crypto';
import { z } from 'zod';
import { COMPRESSIONS, isEncryptedFilename } from '../../../domain/backup/compression.ts';
import { SOURCE_CHECK_LEVELS, type FileOwner, type Manifest } from '../../../domain/backup/manifest.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import type { ManifestRecord, BackupState } from '../../../domain/backup/backup.ts';

type Json = Readonly<Record<string, unknown>>;

/** JSON that ends with the digest of everything before it. */
function checksummedJson(document: Json, digestKey: string): string {
  return formOf({ ...document, [digestKey]: digestOf(document) });
}

/** Why a record differs from what was written; `undefined` when it is unchanged. `json` is the parsed text. */
function checksumMismatch(text: string, json: Json, digestKey: string): string | undefined {
  const { [digestKey]: digest, ...rest } = json;
  if (digestOf(rest) !== digest) return 'its digest does not match: it was changed';
  // White space has no meaning in JSON, but a change of it is a change of the file.
  return text === formOf(json) ? undefined : 'its formatting was changed';
}

function formOf(document: Json): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * SHA-256 of the document without its digest, as compact JSON in the order of the file:
 * `jq -cj 'del(.manifest_sha256)' FILE | sha256sum`.
 */
function digestOf(document: Json): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

const FORMAT = 1;

const MANIFEST_DIGEST_KEY = 'manifest_sha256';

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifestDocument = z.object({
  format: z.literal(FORMAT),
  database: z.string(),
  source_path: z.string(),
  host: z.string(),
  filename: z.string(),
  created_at: z.iso.datetime(),
  engine: z.enum(['native', 'sqljs']),
  consistency: z.enum(['locked', 'optimistic']),
  capture: z.enum(['stream', 'spool', 'sqlite-backup']),
  sqlite_version: z.string(),
  journal_mode: z.string(),
  page_size: count,
  page_count: count,
  // Optional: the first releases did not record it.
  table_count: count.optional(),
  // Optional: older releases did not record it.
  used_page_count: count.optional(),
  database_bytes: count,
  // Not of an encrypted backup: it would identify the content.
  database_sha256: sha256.optional(),
  stored_bytes: count,
  stored_sha256: sha256,
  compression: z.enum(COMPRESSIONS),
  encryption: z.object({ recipients: z.array(z.string()) }).optional(),
  source_check: z.object({
    level: z.enum(SOURCE_CHECK_LEVELS),
    result: z.enum(CHECK_RESULTS),
    detail: z.string(),
    duration_ms: count,
    note_count: count.optional(),
  }),
  // Optional: the first releases did not record it.
  source_owner: z.object({ uid: count, gid: count, mode: z.string().regex(/^[0-7]{4}$/) }).optional(),
  duration_ms: count,
  tool_version: z.string(),
  adopted: z.literal(true).optional(),
  manifest_sha256: sha256,
});

type ManifestDocument = z.infer<typeof manifestDocument>;

/** The manifest as JSON with its own checksum. Keys with the value `undefined` are left out by JSON.stringify. */
export function formatManifest(manifest: Manifest): string {
  const document = {
    format: FORMAT,
    database: manifest.database,
    source_path: manifest.sourcePath,
    host: manifest.host,
    filename: manifest.filename,
    created_at: manifest.createdAt.toISOString(),
    engine: manifest.engine,
    consistency: manifest.consistency,
    capture: manifest.capture,
    sqlite_version: manifest.sqliteVersion,
    journal_mode: manifest.journalMode,
    page_size: manifest.pageSize,
    page_count: manifest.pageCount,
    table_count: manifest.tableCount,
    used_page_count: manifest.usedPageCount,
    database_bytes: manifest.databaseBytes,
    database_sha256: manifest.databaseSha256,
    stored_bytes: manifest.storedBytes,
    stored_sha256: manifest.storedSha256,
    compression: manifest.compression,
    ...(manifest.encryption && { encryption: { recipients: manifest.encryption.recipients } }),
    source_check: {
      level: manifest.sourceCheck.level,
      result: manifest.sourceCheck.result,
      detail: manifest.sourceCheck.detail,
      duration_ms: manifest.sourceCheck.durationMs,
      note_count: manifest.sourceCheck.noteCount,
    },
    ...(manifest.sourceOwner && { source_owner: formatOwner(manifest.sourceOwner) }),
    duration_ms: manifest.durationMs,
    tool_version: manifest.toolVersion,
    ...(manifest.adopted && { adopted: true }),
  };
  return checksummedJson(document, MANIFEST_DIGEST_KEY);
}

/** The mode in octal, as chmod takes it. */
function formatOwner({ uid, gid, mode }: FileOwner): NonNullable<ManifestDocument['source_owner']> {
  return { uid, gid, mode: mode.toString(8).padStart(4, '0') };
}

/** A manifest that is unreadable, changed or of another file is damaged. */
export function parseManifest(text: string, filename: string): ManifestRecord {
  const damaged = (problem: string): ManifestRecord => ({ condition: 'damaged', problem });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return damaged('it is not JSON');
  }
  const parsed = manifestDocument.safeParse(json);
  if (!parsed.success) return damaged(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const problem = checksumMismatch(text, json as Record<string, unknown>, MANIFEST_DIGEST_KEY);
  if (problem !== undefined) return damaged(problem);
  if (parsed.data.filename !== filename) return damaged(`it belongs to ${parsed.data.filename}`);
  const { database_sha256: digest, encryption } = parsed.data;
  if (isEncryptedFilename(filename) !== (encryption !== undefined))
    return damaged('its file name and its record differ about encryption');
  if (digest === undefined && encryption === undefined) return damaged('it has no database_sha256');
  return { condition: 'intact', manifest: toManifest(parsed.data) };
}

function toManifest(document: ManifestDocument): Manifest {
  return {
    database: document.database,
    sourcePath: document.source_path,
    host: document.host,
    filename: document.filename,
    createdAt: new Date(document.created_at),
    engine: document.engine,
    consistency: document.consistency,
    capture: document.capture,
    sqliteVersion: document.sqlite_version,
    journalMode: document.journal_mode,
    pageSize: document.page_size,
    pageCount: document.page_count,
    ...(document.table_count !== undefined && { tableCount: document.table_count }),
    ...(document.used_page_count !== undefined && { usedPageCount: document.used_page_count }),
    databaseBytes: document.database_bytes,
    ...(document.database_sha256 !== undefined && { databaseSha256: document.database_sha256 }),
    storedBytes: document.stored_bytes,
    storedSha256: document.stored_sha256,
    compression: document.compression,
    ...(document.encryption && { encryption: document.encryption }),
    sourceCheck: {
      level: document.source_check.level,
      result: document.source_check.result,
      detail: document.source_check.detail,
      durationMs: document.source_check.duration_ms,
      ...(document.source_check.note_count !== undefined && { noteCount: document.source_check.note_count }),
    },
    ...(document.source_owner && {
      sourceOwner: { ...document.source_owner, mode: parseInt(document.source_owner.mode, 8) },
    }),
    durationMs: document.duration_ms,
    toolVersion: document.tool_version,
    ...(document.adopted && { adopted: true }),
  };
}

const STATE_DIGEST_KEY = 'state_sha256';

const stateDocument = z.object({
  filename: z.string(),
  pinned: z.boolean(),
  label: z.string().nullable(),
  verifications: z.array(
    z.object({
      at: z.iso.datetime(),
      level: z.enum(VERIFICATION_LEVELS),
      result: z.enum(CHECK_RESULTS),
      detail: z.string(),
      duration_ms: z.int().nonnegative(),
      restore_ms: z.int().nonnegative().optional(),
    }),
  ),
});

/** The state as JSON with its own checksum. */
export function formatState(state: BackupState, filename: string): string {
  const document: z.infer<typeof stateDocument> = {
    filename,
    pinned: state.pinned,
    label: state.label ?? null,
    verifications: state.verifications.map((verification) => ({
      at: verification.at.toISOString(),
      level: verification.level,
      result: verification.result,
      detail: verification.detail,
      duration_ms: verification.durationMs,
      ...(verification.restoreMs !== undefined && { restore_ms: verification.restoreMs }),
    })),
  };
  return checksummedJson(document, STATE_DIGEST_KEY);
}

/** Returns `undefined` when the state is unreadable, changed, or belongs to another file. */
export function parseState(text: string, filename: string): BackupState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = stateDocument.safeParse(json);
  if (!parsed.success || parsed.data.filename !== filename) return undefined;
  if (checksumMismatch(text, json as Record<string, unknown>, STATE_DIGEST_KEY) !== undefined)
    return undefined;
  return {
    pinned: parsed.data.pinned,
    label: parsed.data.label ?? undefined,
    verifications: parsed.data.verifications.map(
      ({ at, level, result, detail, duration_ms: durationMs, restore_ms: restoreMs }) => ({
        at: new Date(at),
        level,
        result,
        detail,
        durationMs,
        ...(restoreMs !== undefined && { restoreMs }),
      }),
    ),
  };
}
