/** How an artifact is compressed; plain `gunzip` and `zstd -d` read it. */
export const COMPRESSIONS = ['gzip', 'zstd', 'none'] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** The file-name ending of each compression, as common tools expect it. */
export const ENDING_OF = { gzip: '.db.gz', zstd: '.db.zst', none: '.db' } satisfies Record<Compression, string>;

/** As `ENDING_OF`, of a delta: uncompressed it is the write-ahead log of a database. */
export const DELTA_ENDING_OF = {
  gzip: '.wal.gz',
  zstd: '.wal.zst',
  none: '.wal',
} satisfies Record<Compression, string>;

/** Follows the ending of the compression when the file is encrypted: `age -d` decrypts it. */
export const ENCRYPTED_ENDING = '.age';

export function isEncryptedFilename(filename: string): boolean {
  return filename.endsWith(ENCRYPTED_ENDING);
}

/** `undefined` when the file name does not end like a backup. */
export function compressionOfFilename(filename: string): Compression | undefined {
  const decrypted = withoutEncryptedEnding(filename);
  return COMPRESSIONS.find((compression) => decrypted.endsWith(ENDING_OF[compression]));
}

/** The file name without the endings of its compression and encryption; `undefined` when it is no backup's. */
export function stemOfFilename(filename: string): string | undefined {
  const compression = compressionOfFilename(filename);
  if (compression === undefined) return undefined;
  return withoutEncryptedEnding(filename).slice(0, -ENDING_OF[compression].length);
}

function withoutEncryptedEnding(filename: string): string {
  return isEncryptedFilename(filename) ? filename.slice(0, -ENCRYPTED_ENDING.length) : filename;
}
