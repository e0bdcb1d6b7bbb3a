import type { ConditionEvent, Severity } from './notification.ts';

/** What tells one condition from another. */
export interface ConditionKey {
  readonly event: ConditionEvent;
  readonly database: string | undefined;
  readonly subject: string | undefined;
}

/** What was found out about a condition just now: it holds, or it does not. */
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

/** A condition that lasts, and that has been told of. */
export interface Condition extends ConditionKey {
  readonly severity: Exclude<Severity, 'info'>;
  readonly since: Date;
  /** When it was told last. */
  readonly announcedAt: Date;
  /** When it was found to hold last. */
  readonly seenAt: Date;
}

export function isSameCondition(left: ConditionKey, right: ConditionKey): boolean {
  return left.event === right.event && left.database === right.database && left.subject === right.subject;
}
