import { z } from 'zod';
import { BACKUP_TYPES } from '../../../domain/backup/backup-type.ts';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { COMPRESSIONS, isEncryptedFilename } from '../../../domain/backup/compression.ts';
import {
  SOURCE_CHECK_LEVELS,
  type ChainFacts,
  type FileOwner,
  type Manifest,
} from '../../../domain/backup/manifest.ts';
import { CHECK_RESULTS } from '../../../domain/verification/verification.ts';
import type { ManifestRecord } from '../../../domain/backup/backup.ts';
import { checksumMismatch, checksummedJson } from './checksummed-json.ts';

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
  // Optional: a full without them is no part of a chain.
  type: z.enum(BACKUP_TYPES).exclude(['full']).optional(),
  chain: z.string().min(1).optional(),
  parent: z.string().min(1).optional(),
  parent_stored_sha256: sha256.optional(),
  parent_database_sha256: sha256.optional(),
  frames: count.optional(),
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
    type: manifest.type,
    chain: manifest.chain,
    parent: manifest.parent?.filename,
    parent_stored_sha256: manifest.parent?.storedSha256,
    parent_database_sha256: manifest.parent?.databaseSha256,
    frames: manifest.frames,
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
  const chainProblem = chainProblemOf(parsed.data);
  if (chainProblem !== undefined) return damaged(chainProblem);
  return { condition: 'intact', manifest: toManifest(parsed.data) };
}

function chainProblemOf(document: ManifestDocument): string | undefined {
  const { type, chain, parent, parent_stored_sha256: digest, frames } = document;
  if ((parseBackupName(document.filename)?.isDelta ?? false) !== (type !== undefined))
    return 'its file name and its record differ about its type';
  const facts = [chain, parent, digest, frames];
  return type !== undefined && facts.includes(undefined) ? `it is a ${type} without its parent` : undefined;
}

/** @param document without a chain problem */
function chainFactsOf(document: ManifestDocument): ChainFacts {
  const { type, chain, parent, parent_stored_sha256: storedSha256, frames } = document;
  const { parent_database_sha256: databaseSha256 } = document;
  if (type === undefined) return chain === undefined ? {} : { chain };
  if (parent === undefined || storedSha256 === undefined) throw new TypeError('a delta has a parent');
  const ref = { filename: parent, storedSha256, ...(databaseSha256 !== undefined && { databaseSha256 }) };
  return { type, chain, parent: ref, frames };
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
    ...chainFactsOf(document),
    ...(document.adopted && { adopted: true }),
  };
}
