import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

/** What an answer, a job and `--json` carry, keys in snake_case. */
export type JsonObject = Readonly<Record<string, JsonValue>>;
