import { warning, type HealthFinding } from './health.ts';

/** What is wrong with the way in which the operator is told: silence must not be taken for health. */
export function deliveryFindings(failure: {
  readonly channel: string;
  readonly failingSince: Date;
  readonly problem: string;
}): HealthFinding {
  const { channel, failingSince, problem } = failure;
  return warning({
    kind: 'notifications_failing',
    message: `notifications through ${channel} do not arrive since ${failingSince.toISOString()}: ${problem}`,
    hint: 'Correct notify in the configuration, then try it: backup-manager notify test.',
  });
}
