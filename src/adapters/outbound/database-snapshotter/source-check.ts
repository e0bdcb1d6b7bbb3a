import { overallResult, summarize } from '../../../domain/verification/verification.ts';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import { runContentChecks } from '../sqlite-file/content-checks.ts';

/** Checks the snapshot that is being captured, as far as the level asks. */
export function checkSource(
  query: (sql: string) => readonly (readonly unknown[])[],
  level: SourceCheckLevel,
): SourceCheck {
  if (level === 'none') return { level, result: 'inconclusive', detail: 'not asked for', durationMs: 0 };
  const startMs = performance.now();
  const checks = runContentChecks(query, level);
  return {
    level,
    result: overallResult(checks),
    detail: summarize(checks),
    durationMs: Math.round(performance.now() - startMs),
  };
}
