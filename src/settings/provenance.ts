import { resolve } from 'node:path';
import { MASK } from '../adapters/outbound/logger/log-record.ts';
import type { CompressionPolicy } from './compression-policy.ts';
import type { MergedSettings } from './layer.ts';
import { maskSetting } from './mask-setting.ts';
import type { SettingKey } from './setting-definitions.ts';

export interface SettingProvenance {
  readonly key: string;
  /** The value in force, secrets masked, paths absolute. */
  readonly value: unknown;
  /** For example `default` or `environment variable BACKUP_KEEP_DAYS`. */
  readonly source: string;
}

export function provenanceOf(
  key: SettingKey,
  merged: MergedSettings,
  policy: CompressionPolicy,
): SettingProvenance {
  const { source } = merged.originOf[key];
  if (key === 'compression') return { key, value: policy.compression, source: policy.source };
  if (key === 'api_tokens') return { key, value: withoutDigests(merged), source };
  return { key, value: maskSetting(withAbsolutePaths(key, merged), key), source };
}

/** Shows the token names and scopes without their digests. */
function withoutDigests({ values }: MergedSettings): unknown {
  return values.api_tokens.map((entry) => ({ ...entry, sha256: MASK }));
}

const PATH_KEYS: readonly SettingKey[] = [
  ...(['database_path', 'databases_directory', 'backup_dir', 'log_file'] as const),
  ...(['encryption_passphrase_file', 'encryption_identity_file'] as const),
];

function withAbsolutePaths(key: SettingKey, merged: MergedSettings): unknown {
  const value = merged.values[key];
  if (key === 'databases') {
    return merged.values.databases.map((entry) => ({ ...entry, path: absolute(merged, key, entry.path) }));
  }
  return PATH_KEYS.includes(key) && typeof value === 'string' ? absolute(merged, key, value) : value;
}

/** A path of a setting, relative to its source. */
export function absolute(merged: MergedSettings, key: SettingKey, path: string): string {
  return resolve(merged.originOf[key].baseDirectory, path);
}
