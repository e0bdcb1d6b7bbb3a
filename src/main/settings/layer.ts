import type { SettingKey } from './settings-schema.ts';

/** Where a value came from. */
export interface Origin {
  /** In words for the operator, e.g. `environment variable BACKUP_KEEP_DAYS`. */
  readonly source: string;
  /** Absolute directory that a relative path from here is relative to. */
  readonly baseDirectory: string;
}

export interface GivenValue {
  readonly value: unknown;
  readonly origin: Origin;
}

/** What one source (file, environment, flags) sets; every value has been checked. */
export type Layer = ReadonlyMap<SettingKey, GivenValue>;
