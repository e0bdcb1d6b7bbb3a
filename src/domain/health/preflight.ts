/** From best to worst. */
export const PREFLIGHT_RESULTS = ['ok', 'warning', 'failed'] as const;
export type PreflightResult = (typeof PREFLIGHT_RESULTS)[number];

export interface PreflightFinding {
  readonly name: string;
  /** The path of the database; `undefined` for the whole installation. */
  readonly subject: string | undefined;
  readonly result: PreflightResult;
  readonly detail: string;
  /** Empty when ok. */
  readonly hint: string;
}

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
