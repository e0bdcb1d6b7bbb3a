import { z } from 'zod';
import type { AnomalyStore } from '../../../application/ports/anomaly-store.ts';
import {
  NO_ANOMALIES,
  type Anomaly,
  type AnomalyState,
  type SourceSize,
} from '../../../domain/anomaly/anomaly.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import {
  FilesystemRecordFolder,
  InMemoryRecordFolder,
  JsonRecordStore,
  UnreadableRecord,
  type RecordFolder,
} from './json-record-store.ts';

const FORMAT = 1;

const size = z.object({
  database_bytes: z.int().nonnegative(),
  table_count: z.int().nonnegative().nullable(),
  // Optional: older releases did not record them.
  used_bytes: z.int().nonnegative().optional(),
  stored: z.object({ bytes: z.int().nonnegative(), compression: z.enum(COMPRESSIONS) }).optional(),
});
const since = z.iso.datetime();

const anomalyDocument = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('source_damaged'), since, detail: z.string() }),
  z.object({ kind: z.literal('collapse'), since, before: size, after: size }),
  z.object({ kind: z.literal('another_host'), since, before: z.string(), hosts: z.array(z.string()) }),
  z.object({ kind: z.literal('unreadable_record'), since, detail: z.string() }),
]);

const stateDocument = z.object({
  format: z.literal(FORMAT),
  database: z.string(),
  anomalies: z.array(anomalyDocument),
  accepted: size.extend({ at: since }).nullable(),
  accepted_hosts: z.array(z.string()).optional(),
  measured: size.extend({ at: since }).optional(),
});

function formatAnomalies(database: string, state: AnomalyState): string {
  const { anomalies, accepted, acceptedHosts, measured } = state;
  const document: z.infer<typeof stateDocument> = {
    format: FORMAT,
    database,
    anomalies: anomalies.map(toDocument),
    accepted: accepted === undefined ? null : datedSizeDocument(accepted),
    accepted_hosts: acceptedHosts === undefined ? undefined : [...acceptedHosts],
    measured: measured && datedSizeDocument(measured),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Returns the reason as text when the record cannot be read. */
function parseAnomalies(text: string, database: string): AnomalyState | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = stateDocument.safeParse(json);
  if (!parsed.success) return z.prettifyError(parsed.error).replaceAll('\n', ' ');
  const { accepted, anomalies, accepted_hosts: acceptedHosts, measured } = parsed.data;
  if (parsed.data.database !== database) return `it belongs to ${parsed.data.database}`;
  return {
    anomalies: anomalies.map(fromDocument),
    ...(accepted !== null && { accepted: { ...sizeFrom(accepted), at: new Date(accepted.at) } }),
    ...(acceptedHosts !== undefined && { acceptedHosts }),
    ...(measured !== undefined && { measured: { ...sizeFrom(measured), at: new Date(measured.at) } }),
  };
}

function toDocument(anomaly: Anomaly): z.infer<typeof anomalyDocument> {
  const since = anomaly.since.toISOString();
  if (anomaly.kind === 'another_host') return { ...anomaly, hosts: [...anomaly.hosts], since };
  if (anomaly.kind !== 'collapse') return { ...anomaly, since };
  const { before, after } = anomaly;
  return { kind: 'collapse', since, before: sizeDocument(before), after: sizeDocument(after) };
}

function fromDocument(document: z.infer<typeof anomalyDocument>): Anomaly {
  const since = new Date(document.since);
  if (document.kind !== 'collapse') return { ...document, since };
  const { before, after } = document;
  return { kind: 'collapse', since, before: sizeFrom(before), after: sizeFrom(after) };
}

type SizeDocument = z.infer<typeof size>;

function datedSizeDocument(dated: SourceSize & { readonly at: Date }): SizeDocument & { at: string } {
  return { ...sizeDocument(dated), at: dated.at.toISOString() };
}

function sizeDocument({ databaseBytes, tableCount, usedBytes, stored }: SourceSize): z.infer<typeof size> {
  return {
    database_bytes: databaseBytes,
    table_count: tableCount ?? null,
    used_bytes: usedBytes,
    stored,
  };
}

function sizeFrom(document: z.infer<typeof size>): SourceSize {
  const { database_bytes: databaseBytes, table_count: tableCount, used_bytes: usedBytes, stored } = document;
  return {
    databaseBytes,
    tableCount: tableCount ?? undefined,
    ...(usedBytes !== undefined && { usedBytes }),
    ...(stored !== undefined && { stored }),
  };
}

class JsonAnomalyStore implements AnomalyStore {
  readonly #records: JsonRecordStore<AnomalyState>;

  constructor(folder: RecordFolder) {
    this.#records = new JsonRecordStore(folder, { format: formatAnomalies, parse: parseAnomalies });
  }

  async read(database: string): Promise<AnomalyState> {
    const state = await this.#records.read(database);
    if (!(state instanceof UnreadableRecord)) return state ?? NO_ANOMALIES;
    return { anomalies: [{ kind: 'unreadable_record', since: state.since, detail: state.problem }] };
  }

  write(database: string, state: AnomalyState): Promise<void> {
    return this.#records.write(database, state);
  }

  clear(database: string): Promise<void> {
    return this.#records.remove(database);
  }

  databases(): Promise<readonly string[]> {
    return this.#records.databases();
  }
}

/** `.state/anomalies` of the state directory. */
export class FilesystemAnomalyStore extends JsonAnomalyStore {
  constructor(stateDirectory: string) {
    super(new FilesystemRecordFolder(stateDirectory, 'anomalies'));
  }
}

export class InMemoryAnomalyStore extends JsonAnomalyStore {
  constructor(disk: InMemoryDisk, stateDirectory = '/backup/.state') {
    super(new InMemoryRecordFolder(disk, stateDirectory, 'anomalies'));
  }
}
