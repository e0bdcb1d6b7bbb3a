/** How a stored artifact is compressed; plain `gunzip` and `zstd -d` read them. */
export const COMPRESSIONS = ['gzip', 'zstd', 'none'] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** The file-name ending of each compression, as the field's tools expect it. */
export const ENDING_OF = { gzip: '.db.gz', zstd: '.db.zst', none: '.db' } satisfies Record<Compression, string>;

/** The compression that a file name's ending announces, or `undefined` when it is no backup's ending. */
export function compressionOfFilename(filename: string): Compression | undefined {
  return COMPRESSIONS.find((compression) => filename.endsWith(ENDING_OF[compression]));
}
