import { warning, type HealthFinding } from './health.ts';

/** A channel that fails must not look like health. */
export function deliveryFindings(failure: {
  readonly channel: string;
  readonly failingSince: Date;
  readonly problem: string;
}): HealthFinding {
  const { channel, failingSince, problem } = failure;
  return warning({
    kind: 'notifications_failing',
    message: `notifications through ${channel} have failed since ${failingSince.toISOString()}: ${problem}`,
    hint: 'Correct notify in the configuration, then test it: backup-manager notify test.',
  });
}
