/** From best to worst. */
export const HEALTH_STATUSES = ['healthy', 'warning', 'critical'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** One thing that is not as it should be, with what to do about it. */
export interface HealthFinding {
  readonly status: Exclude<HealthStatus, 'healthy'>;
  readonly message: string;
  readonly hint: string;
}

/** One of the guide's four groups. */
export interface HealthCheck {
  readonly status: HealthStatus;
  readonly findings: readonly HealthFinding[];
}
