import { countNotes, overallResult, summarize } from '../../../domain/verification/verification.ts';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import { runContentChecks, type OpenContent } from '../sqlite-file/content-checks.ts';

export function checkSource(content: OpenContent, level: SourceCheckLevel): SourceCheck {
  if (level === 'none') return NOT_CHECKED;
  const startMs = performance.now();
  const checks = runContentChecks(content, level);
  const noteCount = countNotes(checks);
  return {
    level,
    result: overallResult(checks),
    detail: summarize(checks),
    durationMs: Math.round(performance.now() - startMs),
    ...(noteCount > 0 && { noteCount }),
  };
}

/** Recorded when the level is `none`. */
export const NOT_CHECKED: SourceCheck = {
  level: 'none',
  result: 'inconclusive',
  detail: 'not requested',
  durationMs: 0,
};
