import type { SettingKey, SettingValues } from './setting-definitions.ts';

export interface Origin {
  /** Shown to the operator, e.g. `environment variable BACKUP_KEEP_DAYS`. */
  readonly source: string;
  /** Absolute base of relative paths in the value. */
  readonly baseDirectory: string;
}

export interface GivenValue {
  readonly value: unknown;
  readonly origin: Origin;
}

/** The checked values of one source: file, environment or overrides. */
export type Layer = ReadonlyMap<SettingKey, GivenValue>;

export interface MergedSettings {
  readonly values: SettingValues;
  readonly originOf: Readonly<Record<SettingKey, Origin>>;
  /** Layer of a value: 0 is the defaults, a higher one overrides. */
  readonly rankOf: Readonly<Record<SettingKey, number>>;
}
