import type { Series, SizedSeries } from '../results.ts';
import { ratioOf, spreadOf } from '../statistics.ts';
import { secondsOf } from './find-samples.ts';
import { markdownTable } from './markdown-table.ts';
import { megabytes, ratioText, secondsText, sizeText } from './quantities.ts';

interface TimingTable {
  /** The contender that the others are compared with. */
  readonly reference: string;
  readonly isStoring: boolean;
}

/** A table per size: seconds, and the ratio of each contender to the reference. */
export function timingTables(measured: readonly SizedSeries[], table: TimingTable): string {
  return measured
    .map(({ sizeMb, series }) => `### ${sizeText(sizeMb)}\n\n${timingTable(series, table)}`)
    .join('\n\n');
}

function timingTable(series: readonly Series[], { reference, isStoring }: TimingTable): string {
  const against = series.find(({ name }) => name === reference);
  const header = ['', 'seconds', 'min', 'max', `÷ ${against?.title ?? reference}`];
  if (isStoring) header.push('stored');
  return markdownTable(
    header,
    series.map((entry) => timingRow(entry, against, header.length)),
    1,
  );
}

function timingRow(entry: Series, against: Series | undefined, columns: number): readonly string[] {
  const title = entry.isOurs ? `**ours**: ${entry.title}` : entry.title;
  const blank = Array.from({ length: columns }, () => '');
  if (entry.samples.length === 0) {
    return [title, `not installed: ${entry.missing.join(', ')}`, ...blank].slice(0, columns);
  }
  const own = secondsOf(entry.samples);
  const { median, min, max } = spreadOf(own);
  const others = secondsOf(against?.samples ?? []);
  const stored = spreadOf(entry.samples.map(({ storedBytes }) => storedBytes)).median;
  return [
    title,
    ...[median, min, max].map(secondsText),
    others.length === 0 || entry === against ? '' : ratioText(ratioOf(own, others)),
    megabytes(stored),
  ].slice(0, columns);
}
