import type { FindingKind } from './finding-kind.ts';

/** From best to worst. */
export const HEALTH_STATUSES = ['healthy', 'warning', 'critical'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** One thing that is not as it should be, with what to do about it. */
export interface HealthFinding {
  readonly status: Exclude<HealthStatus, 'healthy'>;
  readonly kind: FindingKind;
  /** `undefined`: it is about no single database. */
  readonly database?: string | undefined;
  readonly message: string;
  readonly hint: string;
}

/** What was found, before it is said how bad that is. */
export type Finding = Omit<HealthFinding, 'status'>;

/** One of the guide's four groups. */
export interface HealthCheck {
  readonly status: HealthStatus;
  readonly findings: readonly HealthFinding[];
}

/** The worst of several verdicts; healthy when there is none. */
export function worstStatus(statuses: readonly HealthStatus[]): HealthStatus {
  return HEALTH_STATUSES.findLast((status) => statuses.includes(status)) ?? 'healthy';
}

/** A group is as bad as the worst that was found in it. */
export function checkOf(findings: readonly HealthFinding[]): HealthCheck {
  return { status: worstStatus(findings.map(({ status }) => status)), findings };
}

export function critical(finding: Finding): HealthFinding {
  return { status: 'critical', ...finding };
}

export function warning(finding: Finding): HealthFinding {
  return { status: 'warning', ...finding };
}
