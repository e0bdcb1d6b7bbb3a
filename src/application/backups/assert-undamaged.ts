import type { CaptureFacts } from '../../domain/backup/manifest.ts';
import { DatabaseCorruptedException } from '../../domain/exceptions/database-corrupted-exception.ts';
import { quarantineCapture } from '../anomalies/quarantine-capture.ts';
import type { SourceWatch } from '../anomalies/source-watch.ts';
import type { ManifestDraft } from '../ports/backup-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

export interface CheckedCapture {
  readonly captured: CaptureFacts;
  /** Without the findings where the backup is encrypted. */
  readonly draft: ManifestDraft;
  readonly stagedPath: string;
}

/**
 * A damaged source must never count as a good backup; its capture is kept for a repair.
 * @throws DatabaseCorruptedException the check of the source failed
 */
export async function assertUndamaged(
  { captured, draft, stagedPath }: CheckedCapture,
  ports: { readonly watch: SourceWatch; readonly quarantine: Quarantine },
  run: RunContext,
): Promise<void> {
  const { database, sourcePath } = draft;
  const { result, detail, level } = captured.sourceCheck;
  if (result === 'failed') {
    await ports.watch.recordDamage(database, detail, run);
    const quarantinePath = await quarantineCapture(stagedPath, draft, ports);
    throw new DatabaseCorruptedException(`${sourcePath} is damaged: ${detail}`, {
      hint: 'Keep the file, restore the newest verified backup, and find the cause (disk, killed writer).',
      details: { path: sourcePath, quarantined: quarantinePath },
    });
  }
  if (result === 'inconclusive' && level !== 'none') {
    run.warn(
      `the source check of ${database} was inconclusive: ${detail}`,
      'The backup is complete; this SQLite lacks an extension or function that the check needs.',
    );
  }
}
