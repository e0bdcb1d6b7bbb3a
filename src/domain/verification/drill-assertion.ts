import type { Check } from './verification.ts';

/** An expected query result on a restored database, set by the user. */
export interface DrillAssertion {
  readonly name: string;
  /** One SELECT; the first column of its first row is the answer. */
  readonly sql: string;
  readonly expected: { readonly equals: number | string } | { readonly atLeast: number };
  /** `undefined`: every database. */
  readonly database: string | undefined;
}

/** Integers beyond a double's precision are digits, blobs hex digits. */
export type QueryValue = number | string | null;

/** The first column of the first row, or why there is none. */
export type QueryAnswer =
  | { readonly outcome: 'answered'; readonly value: QueryValue }
  | { readonly outcome: 'no_row' }
  /** The content is damaged, or has no such table or column. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** The query could not run: a missing module, function or collation, an error in it, or no time. */
  | { readonly outcome: 'inconclusive'; readonly reason: string };

export function assertionsAbout(
  database: string | undefined,
  assertions: readonly DrillAssertion[],
): readonly DrillAssertion[] {
  return assertions.filter((assertion) => [undefined, database].includes(assertion.database));
}

/** Numbers and texts are never equal, as in SQLite without affinity. */
export function assertionCheck({ name, expected }: DrillAssertion, answer: QueryAnswer): Check {
  const check = (result: Check['result'], detail: string): Check => ({
    name: `assertion ${name}`,
    result,
    detail,
  });
  if (answer.outcome === 'no_row') return check('failed', `no row, expected ${wanted(expected)}`);
  if (answer.outcome !== 'answered') return check(answer.outcome, answer.reason);
  const { value } = answer;
  const holds =
    'equals' in expected
      ? value === expected.equals
      : typeof value === 'number'
        ? value >= expected.atLeast
        : isLargeInteger(value) && Number(value) >= expected.atLeast;
  return holds
    ? check('ok', JSON.stringify(value))
    : check('failed', `${JSON.stringify(value)}, expected ${wanted(expected)}`);
}

function isLargeInteger(value: QueryValue): boolean {
  return typeof value === 'string' && /^-?\d{16,}$/.test(value);
}

function wanted(expected: DrillAssertion['expected']): string {
  return 'equals' in expected ? JSON.stringify(expected.equals) : `at least ${String(expected.atLeast)}`;
}
