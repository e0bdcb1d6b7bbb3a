import type { ConditionEvent, Severity } from './notification.ts';

/** The identity of a condition. */
export interface ConditionKey {
  readonly event: ConditionEvent;
  readonly database: string | undefined;
  readonly subject: string | undefined;
}

/** Whether a condition holds now. */
export type Observation = ConditionKey &
  (
    | {
        readonly holds: true;
        readonly severity: Exclude<Severity, 'info'>;
        readonly message: string;
        readonly hint: string;
        readonly code: string | undefined;
      }
    | { readonly holds: false; readonly message: string }
  );

/** A lasting condition that was announced. */
export interface Condition extends ConditionKey {
  readonly severity: Exclude<Severity, 'info'>;
  readonly since: Date;
  readonly announcedAt: Date;
  /** When it was last found to hold. */
  readonly seenAt: Date;
}

export function isSameCondition(left: ConditionKey, right: ConditionKey): boolean {
  return left.event === right.event && left.database === right.database && left.subject === right.subject;
}
