/** From best to worst. */
export const PREFLIGHT_RESULTS = ['ok', 'warning', 'failed'] as const;
export type PreflightResult = (typeof PREFLIGHT_RESULTS)[number];

export interface PreflightFinding {
  readonly name: string;
  /** The database path it is about; `undefined` for the installation as a whole. */
  readonly subject: string | undefined;
  readonly result: PreflightResult;
  readonly detail: string;
  /** What to do; empty when ok. */
  readonly hint: string;
}

/** What one question came to, before it is said which database it was asked about. */
export type PreflightCheck = Omit<PreflightFinding, 'subject'>;

export function passed(name: string, detail: string): PreflightCheck {
  return { name, result: 'ok', detail, hint: '' };
}

export function warned(name: string, detail: string, hint: string): PreflightCheck {
  return { name, result: 'warning', detail, hint };
}

export function refused(name: string, detail: string, hint: string): PreflightCheck {
  return { name, result: 'failed', detail, hint };
}

/** The worst of several results; ok when there is none. */
export function worstResult(findings: readonly PreflightCheck[]): PreflightResult {
  return (
    PREFLIGHT_RESULTS.findLast((result) => findings.some((finding) => finding.result === result)) ?? 'ok'
  );
}
