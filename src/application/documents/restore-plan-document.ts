import type { RestorePlan } from '../plan-restore.ts';
import type { JsonObject } from './json-object.ts';

export function planDocument(plan: RestorePlan): JsonObject {
  const { verification, safetyBackup } = plan;
  return {
    dry_run: true,
    filename: plan.backup.filename,
    database: plan.backup.database ?? null,
    created_at: plan.backup.createdAt.toISOString(),
    verified: plan.verified,
    proof:
      verification === undefined
        ? null
        : {
            at: verification.at.toISOString(),
            level: verification.level,
            result: verification.result,
            detail: verification.detail,
          },
    passed_over: plan.passedOver?.filename ?? null,
    future_dated: plan.futureDated.map(({ filename }) => filename),
    restored_to: plan.restoredTo,
    target_exists: plan.exists,
    method: plan.method,
    reason: plan.reason,
    holders: plan.holders.map(({ pid, command, lock }) => ({ pid, command, lock })),
    needed_bytes: plan.neededBytes,
    free_bytes: plan.freeBytes ?? null,
    safety_backup:
      safetyBackup === undefined
        ? null
        : {
            database: safetyBackup.database,
            label: safetyBackup.label,
            needed_bytes: safetyBackup.neededBytes,
          },
  };
}
