/** Bytes from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const ONE_RANGE = /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/i;

/**
 * The part that a `Range` header asks for. Several parts, other units and nonsense are no wish that has to be met:
 * the whole is the answer to them (`undefined`). `unsatisfiable`: it begins behind the end.
 *
 * @param header empty where there is none
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
