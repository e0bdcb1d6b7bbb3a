import { z } from 'zod';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import type { BackupState } from '../../../domain/backup/backup.ts';
import { checksumMismatch, checksummedJson } from './checksummed-json.ts';

const STATE_DIGEST_KEY = 'state_sha256';

const stateDocument = z.object({
  filename: z.string(),
  pinned: z.boolean(),
  label: z.string().nullable(),
  current_as_of: z.iso.datetime().optional(),
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

/** The state as JSON with its own checksum. */
export function formatState(state: BackupState, filename: string): string {
  const document: z.infer<typeof stateDocument> = {
    filename,
    pinned: state.pinned,
    label: state.label ?? null,
    ...(state.currentAsOf && { current_as_of: state.currentAsOf.toISOString() }),
    verifications: state.verifications.map((verification) => ({
      at: verification.at.toISOString(),
      level: verification.level,
      result: verification.result,
      detail: verification.detail,
      duration_ms: verification.durationMs,
      ...(verification.restoreMs !== undefined && { restore_ms: verification.restoreMs }),
    })),
  };
  return checksummedJson(document, STATE_DIGEST_KEY);
}

/** Returns `undefined` when the state is unreadable, changed, or belongs to another file. */
export function parseState(text: string, filename: string): BackupState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = stateDocument.safeParse(json);
  if (!parsed.success || parsed.data.filename !== filename) return undefined;
  if (checksumMismatch(text, json as Record<string, unknown>, STATE_DIGEST_KEY) !== undefined)
    return undefined;
  return {
    pinned: parsed.data.pinned,
    label: parsed.data.label ?? undefined,
    ...(parsed.data.current_as_of !== undefined && { currentAsOf: new Date(parsed.data.current_as_of) }),
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
