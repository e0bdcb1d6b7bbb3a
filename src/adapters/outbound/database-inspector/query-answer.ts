import type { QueryAnswer, QueryValue } from '../../../domain/verification/drill-assertion.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';

const CONTENT_LACKS = /no such (?:table|column)/i;

/** The answer that a query's first row gives. */
export function answerOfRow(row: readonly unknown[] | undefined): QueryAnswer {
  return row === undefined ? { outcome: 'no_row' } : { outcome: 'answered', value: asQueryValue(row[0]) };
}

/** What a query that failed proves: a table or column that is not there is the content's fault, as damage is. */
export function answerOfFailure(error: unknown): QueryAnswer {
  const { result, detail } = checkOfFailure('query', error);
  const failed = result === 'failed' || CONTENT_LACKS.test(detail);
  return { outcome: failed ? 'failed' : 'inconclusive', reason: detail };
}

function asQueryValue(value: unknown): QueryValue {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const number = Number(value);
  // What is not exact any more is better told in digits than rounded to what was perhaps expected.
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return number;
  return String(typeof value === 'bigint' ? value : BigInt(number));
}
