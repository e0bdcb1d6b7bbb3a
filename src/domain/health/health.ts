import type { FindingKind } from './finding-kind.ts';

/** From best to worst. */
export const HEALTH_STATUSES = ['healthy', 'warning', 'critical'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export interface HealthFinding {
  readonly status: Exclude<HealthStatus, 'healthy'>;
  readonly kind: FindingKind;
  /** `undefined`: it concerns no single database. */
  readonly database?: string | undefined;
  readonly message: string;
  readonly hint: string;
}

/** A finding without its severity. */
export type Finding = Omit<HealthFinding, 'status'>;

export interface HealthCheck {
  readonly status: HealthStatus;
  readonly findings: readonly HealthFinding[];
}

/** The worst of several statuses; healthy when there is none. */
export function worstStatus(statuses: readonly HealthStatus[]): HealthStatus {
  return HEALTH_STATUSES.findLast((status) => statuses.includes(status)) ?? 'healthy';
}

export function checkOf(findings: readonly HealthFinding[]): HealthCheck {
  return { status: worstStatus(findings.map(({ status }) => status)), findings };
}

export function critical(finding: Finding): HealthFinding {
  return { status: 'critical', ...finding };
}

export function warning(finding: Finding): HealthFinding {
  return { status: 'warning', ...finding };
}
