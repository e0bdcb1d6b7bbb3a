import type { RestorePlan } from '../../api/types.ts';

type Holder = RestorePlan['holders'][number];

export type PlanPoint =
  | { readonly kind: 'safety'; readonly bytes: number }
  | { readonly kind: 'noSafety' | 'replaces' | 'creates' | 'loses' | 'unverified' | 'holdsNone' }
  | { readonly kind: 'method'; readonly method: RestorePlan['method']; readonly reason: string }
  | { readonly kind: 'holds'; readonly holder: Holder }
  | { readonly kind: 'room'; readonly neededBytes: number; readonly freeBytes: number }
  | { readonly kind: 'roomUnknown'; readonly neededBytes: number }
  | { readonly kind: 'verified'; readonly proof: RestorePlan['proof'] }
  | { readonly kind: 'reads'; readonly count: number }
  | { readonly kind: 'passedOver' | 'futureDated'; readonly filename: string }
  | { readonly kind: 'fromStore'; readonly store: string }
  | { readonly kind: 'storePassedOver'; readonly store: string; readonly error: string };

/** @param hasStores whether several stores are configured */
export function pointsOf(plan: RestorePlan, hasStores: boolean): readonly PlanPoint[] {
  const { safety_backup: safety, target_exists: exists, holders, passed_over: passedOver } = plan;
  const { method, reason, needed_bytes: neededBytes, free_bytes: freeBytes } = plan;
  return [
    safety === null ? { kind: 'noSafety' } : { kind: 'safety', bytes: safety.needed_bytes },
    { kind: exists ? 'replaces' : 'creates' },
    ...(safety === null ? [] : [{ kind: 'loses' } as const]),
    ...(exists ? [{ kind: 'method', method, reason } as const, ...holdersOf(holders)] : []),
    freeBytes === null ? { kind: 'roomUnknown', neededBytes } : { kind: 'room', neededBytes, freeBytes },
    ...(plan.reads.length > 1 ? [{ kind: 'reads', count: plan.reads.length } as const] : []),
    plan.verified ? { kind: 'verified', proof: plan.proof } : { kind: 'unverified' },
    ...plan.future_dated.map((filename) => ({ kind: 'futureDated', filename }) as const),
    ...(hasStores ? [{ kind: 'fromStore', store: plan.store } as const] : []),
    ...plan.passed_over_stores.map(
      ({ store, error }) => ({ kind: 'storePassedOver', store, error }) as const,
    ),
    ...(passedOver === null ? [] : [{ kind: 'passedOver', filename: passedOver } as const]),
  ];
}

export function isWarning(point: PlanPoint): boolean {
  switch (point.kind) {
    case 'unverified':
    case 'passedOver':
    case 'futureDated':
    case 'storePassedOver':
    case 'loses':
      return true;
    case 'method':
      return point.method === 'file';
    case 'holds':
      return point.holder.lock === 'write';
    default:
      return false;
  }
}

function holdersOf(holders: readonly Holder[]): readonly PlanPoint[] {
  return holders.length === 0
    ? [{ kind: 'holdsNone' }]
    : holders.map((holder) => ({ kind: 'holds', holder }));
}
