import { z } from 'zod';
import type { BackupState } from '../../../domain/backup/backup.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';

const stateDocument = z.object({
  pinned: z.boolean(),
  label: z.string().nullable(),
  verifications: z.array(
    z.object({
      at: z.iso.datetime(),
      level: z.enum(VERIFICATION_LEVELS),
      result: z.enum(CHECK_RESULTS),
      detail: z.string(),
      duration_ms: z.int().nonnegative(),
      restore_ms: z.int().nonnegative().optional(),
    }),
  ),
});

/** The state as it is written, snake_case JSON. */
export function formatState(state: BackupState): string {
  const document: z.infer<typeof stateDocument> = {
    pinned: state.pinned,
    label: state.label ?? null,
    verifications: state.verifications.map((verification) => ({
      at: verification.at.toISOString(),
      level: verification.level,
      result: verification.result,
      detail: verification.detail,
      duration_ms: verification.durationMs,
      ...(verification.restoreMs !== undefined && { restore_ms: verification.restoreMs }),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Reads a state back; `undefined` when it is unreadable. */
export function parseState(text: string): BackupState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = stateDocument.safeParse(json);
  if (!parsed.success) return undefined;
  return {
    pinned: parsed.data.pinned,
    label: parsed.data.label ?? undefined,
    verifications: parsed.data.verifications.map(
      ({ at, level, result, detail, duration_ms: durationMs, restore_ms: restoreMs }) => ({
        at: new Date(at),
        level,
        result,
        detail,
        durationMs,
        ...(restoreMs !== undefined && { restoreMs }),
      }),
    ),
  };
}
