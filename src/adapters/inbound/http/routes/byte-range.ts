/** `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ONE_RANGE = /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/i;

/**
 * One range of a `Range` header. Several ranges, other units and invalid headers are ignored (`undefined`), as RFC 9110
 * permits. `unsatisfiable`: the range starts after the end.
 */
export function byteRange(header: string, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const { first = '', last = '' } = ONE_RANGE.exec(header)?.groups ?? {};
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const suffixBytes = Math.min(Number(last), sizeBytes);
    return suffixBytes === 0 ? 'unsatisfiable' : { start: sizeBytes - suffixBytes, end: sizeBytes };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= sizeBytes) return 'unsatisfiable';
  return { start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
