const MEBIBYTE = 1024 * 1024;

/** A size for a sentence, in units of 1024² bytes as the settings that end in `_mb` count them, e.g. `8.1 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MB`;
}
