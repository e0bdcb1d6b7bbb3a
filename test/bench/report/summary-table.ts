import type { Results } from '../results.ts';
import { spreadOf } from '../statistics.ts';
import { findSamples, secondsOf } from './find-samples.ts';
import { markdownTable } from './markdown-table.ts';
import { secondsText, sizeText } from './quantities.ts';

interface Row {
  readonly task: string;
  readonly experiment: 'create' | 'restore' | 'verify';
  readonly ours: string;
  readonly theirs: string;
  readonly other: string;
}

const ROWS: readonly Row[] = [
  {
    task: 'back up (zstd), verified',
    experiment: 'create',
    ours: 'ours-zstd-verified',
    theirs: 'restic',
    other: '`restic backup` of the bare file',
  },
  {
    task: 'back up (zstd), not verified',
    experiment: 'create',
    ours: 'ours-zstd',
    theirs: 'backup-zstd',
    other: '`sqlite3 .backup`, then `zstd -1`',
  },
  {
    task: 'restore',
    experiment: 'restore',
    ours: 'ours-restore',
    theirs: 'zstd-d',
    other: '`zstd -d`, then `sync -f`',
  },
  {
    task: 'verify (`checksum`)',
    experiment: 'verify',
    ours: 'ours-verify',
    theirs: 'zstd-sha256',
    other: '`zstd -dc`, piped into `sha256sum`',
  },
];

/** Medians of the main size in one table; `undefined` if nothing of it was measured. */
export function summaryTable(results: Results): string | undefined {
  const rows = ROWS.flatMap(({ task, experiment, ours, theirs, other }) => {
    const own = secondsOf(findSamples(results[experiment], results.mainSizeMb, ours));
    const others = secondsOf(findSamples(results[experiment], results.mainSizeMb, theirs));
    if (own.length === 0 || others.length === 0) return [];
    return [[task, `${median(own)} s`, `${median(others)} s`, other]];
  });
  if (rows.length === 0) return undefined;
  return markdownTable(
    [`${sizeText(results.mainSizeMb)} database`, 'this tool', 'other', 'other tool'],
    rows,
  );
}

function median(seconds: readonly number[]): string {
  return secondsText(spreadOf(seconds).median);
}
