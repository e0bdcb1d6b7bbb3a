import type { QueryAnswer, QueryValue } from '../../../domain/verification/drill-assertion.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';

const MISSING_CONTENT = /no such (?:table|column)/i;

export function answerOfRow(row: readonly unknown[] | undefined): QueryAnswer {
  return row === undefined ? { outcome: 'no_row' } : { outcome: 'answered', value: asQueryValue(row[0]) };
}

/** A missing table or column is a failure of the content, like damage. */
export function answerOfFailure(error: unknown): QueryAnswer {
  const { result, detail } = checkOfFailure('query', error);
  const failed = result === 'failed' || MISSING_CONTENT.test(detail);
  return { outcome: failed ? 'failed' : 'inconclusive', reason: detail };
}

function asQueryValue(value: unknown): QueryValue {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const number = Number(value);
  // An inexact number is returned as digits: rounding could make it equal to the expected value.
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return number;
  return String(typeof value === 'bigint' ? value : BigInt(number));
}
