import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

/** The body of an answer, a job and `--json`, with keys in snake_case. */
export type JsonObject = Readonly<Record<string, JsonValue>>;
