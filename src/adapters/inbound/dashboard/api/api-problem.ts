import type { z } from 'zod';
import type { problemSchema } from '../../documents/problem.ts';

type ProblemDocument = z.output<typeof problemSchema>;

/** The code of a request without an answer. */
export const UNREACHABLE = 'UNREACHABLE';

interface ProblemFacts {
  readonly code: string;
  /** 0 without an answer. */
  readonly status: number;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

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

export function problemFrom(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiProblem(message, { code: 'PAGE', status: 0, cause: thrown });
}

/** A proxy may answer without a problem document. */
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
    // Without JSON, the status is all that is known.
  }
  const code = isGateway ? UNREACHABLE : `HTTP_${String(status)}`;
  return new ApiProblem(response.statusText || `HTTP ${String(status)}`, { code, status });
}
