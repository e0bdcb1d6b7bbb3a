/** How an artifact is compressed; plain `gunzip` and `zstd -d` read it. */
export const COMPRESSIONS = ['gzip', 'zstd', 'none'] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** The file-name ending of each compression, as common tools expect it. */
export const ENDING_OF = { gzip: '.db.gz', zstd: '.db.zst', none: '.db' } satisfies Record<Compression, string>;

/** `undefined` when the file name does not end like a backup. */
export function compressionOfFilename(filename: string): Compression | undefined {
  return COMPRESSIONS.find((compression) => filename.endsWith(ENDING_OF[compression]));
}
