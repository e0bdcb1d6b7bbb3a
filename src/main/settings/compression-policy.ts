import type { Compression } from '../../domain/backup/compression.ts';
import { contradiction } from './setting-problem.ts';
import type { MergedSettings } from './merged-settings.ts';

export interface CompressionPolicy {
  readonly compression: Compression;
  /** `undefined` takes the compression's default. */
  readonly level: number | undefined;
  /** Where the decision comes from. */
  readonly source: string;
}

const HIGHEST_LEVEL = { gzip: 9, zstd: 19, none: 0 } satisfies Record<Compression, number>;

/**
 * How backups are compressed: `compression` decides, in its absence `compress_backups`.
 *
 * @throws ConfigurationException when that compression has no such level
 */
export function compressionPolicy({ values, originOf }: MergedSettings): CompressionPolicy {
  const compression = values.compression ?? (values.compress_backups ? 'gzip' : 'none');
  const decided = values.compression === null ? 'compress_backups' : 'compression';
  const level = values.compression_level;
  if (level !== null && level > HIGHEST_LEVEL[compression]) {
    throw contradiction(
      ['compression_level', { value: level, origin: originOf.compression_level }],
      [decided, { value: values[decided], origin: originOf[decided] }],
      compression === 'none'
        ? 'what is not compressed has no level'
        : `${compression} has the levels 1 to ${String(HIGHEST_LEVEL[compression])}`,
      'Change the level, or leave compression_level out.',
    );
  }
  const { source } = originOf[decided];
  return {
    compression,
    level: level ?? undefined,
    source: decided === 'compression' ? source : `compress_backups, ${source}`,
  };
}
