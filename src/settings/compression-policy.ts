import type { Compression } from '../domain/backup/compression.ts';
import type { MergedSettings } from './layer.ts';
import { contradiction } from './setting-problem.ts';

export interface CompressionPolicy {
  readonly compression: Compression;
  /** `undefined`: the default of the compression. */
  readonly level: number | undefined;
  /** Source of the compression. */
  readonly source: string;
}

const HIGHEST_LEVEL = { gzip: 9, zstd: 19, none: 0 } satisfies Record<Compression, number>;

/**
 * `compression`, or by default `compress_backups`.
 * @throws ConfigurationException the compression has no such level
 */
export function compressionPolicy({ values, originOf }: MergedSettings): CompressionPolicy {
  const compression = values.compression ?? (values.compress_backups ? 'gzip' : 'none');
  const decisive = values.compression === null ? 'compress_backups' : 'compression';
  const level = values.compression_level;
  if (level !== null && level > HIGHEST_LEVEL[compression]) {
    throw contradiction(
      ['compression_level', { value: level, origin: originOf.compression_level }],
      [decisive, { value: values[decisive], origin: originOf[decisive] }],
      compression === 'none'
        ? 'without compression there is no level'
        : `${compression} has the levels 1 to ${String(HIGHEST_LEVEL[compression])}`,
      'Change the level, or remove compression_level.',
    );
  }
  const { source } = originOf[decisive];
  return {
    compression,
    level: level ?? undefined,
    source: decisive === 'compression' ? source : `compress_backups, ${source}`,
  };
}
