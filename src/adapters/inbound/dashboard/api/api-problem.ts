import type { z } from 'zod';
import type { problemSchema } from '../../http/schemas/problem.schema.ts';

export type ProblemDocument = z.output<typeof problemSchema>;

/** What stands for an answer that never came. */
export const UNREACHABLE = 'UNREACHABLE';

interface ProblemFacts {
  readonly code: string;
  /** 0 where there was no answer. */
  readonly status: number;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A call that failed, as the service told it; or that reached no service. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;

  constructor(message: string, { code, status, hint, details, requestId, cause }: ProblemFacts) {
    super(message, { cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.hint = hint ?? '';
    this.details = details ?? {};
    this.requestId = requestId;
  }

  get isUnreachable(): boolean {
    return this.code === UNREACHABLE;
  }
}

export function unreachable(cause: unknown): ApiProblem {
  return new ApiProblem('the service does not answer', { code: UNREACHABLE, status: 0, cause });
}

/** Whatever was thrown, as one kind of thing to show. */
export function problemFrom(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiProblem(message, { code: 'PAGE', status: 0, cause: thrown });
}

/** The problem document of an answer; a proxy in between may have sent something else. */
export async function problemOfResponse(response: Response): Promise<ApiProblem> {
  const { status } = response;
  const isGateway = status === 502 || status === 504;
  try {
    const document = (await response.json()) as Partial<ProblemDocument>;
    if (typeof document.code === 'string' && typeof document.detail === 'string') {
      return new ApiProblem(document.detail, {
        code: document.code,
        status,
        hint: document.hint ?? '',
        details: document.details ?? {},
        requestId: document.request_id,
      });
    }
  } catch {
    // No JSON: the status is all there is to tell.
  }
  const code = isGateway ? UNREACHABLE : `HTTP_${String(status)}`;
  return new ApiProblem(response.statusText || `HTTP ${String(status)}`, { code, status });
}
