import { ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';

export interface DatabaseFailure {
  readonly database: string | null;
  readonly problem: ApiProblem;
}

/** A job for several databases can succeed although some failed. */
export function failuresOf({ result }: Pick<Job, 'result'>): readonly DatabaseFailure[] {
  return Array.isArray(result) ? result.flatMap(failureOf) : [];
}

export function countDone({ result }: Pick<Job, 'result'>): number {
  return Array.isArray(result) ? result.length - failuresOf({ result }).length : 1;
}

function failureOf(outcome: unknown): readonly DatabaseFailure[] {
  if (!isRecord(outcome) || !isRecord(outcome['error'])) return [];
  const { code, message, hint } = outcome['error'];
  const { database } = outcome;
  const problem = new ApiProblem(text(message), { code: text(code), status: 0, hint: text(hint) });
  return [{ database: typeof database === 'string' ? database : null, problem }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
