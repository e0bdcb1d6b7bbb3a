import type { LevelPoint, MemoryPeaks, RollbackWriterRound, ScratchUse, WalWriterRound } from '../results.ts';
import { spreadOf } from '../statistics.ts';
import type { CommitReport } from '../workload/live-application.ts';
import { markdownTable } from './markdown-table.ts';
import { megabytes, secondsText, sizeText } from './quantities.ts';

export function memoryTable(peaks: readonly MemoryPeaks[]): string {
  const sizes = [...new Set(peaks.map(({ sizeMb }) => sizeMb))];
  const titles = [...new Set(peaks.map(({ title }) => title))];
  const cell = (title: string, sizeMb: number) => {
    const found = peaks.find((entry) => entry.title === title && entry.sizeMb === sizeMb);
    return found === undefined ? '' : megabytes(spreadOf(found.peakBytes).median);
  };
  return markdownTable(
    ['peak private memory', ...sizes.map(sizeText)],
    titles.map((title) => [`\`${title}\``, ...sizes.map((sizeMb) => cell(title, sizeMb))]),
    1,
  );
}

export function walWriterTable(rounds: readonly WalWriterRound[]): string {
  const loads = rounds.flatMap(({ load }) => (load === undefined ? [] : [load]));
  return markdownTable(
    ['running at the same time', 'longest commit (ms)', 'min', 'max', 'p99 (ms)', 'commits/s'],
    [
      commitRow(
        'nothing',
        rounds.map(({ alone }) => alone),
      ),
      commitRow(
        'a capture (`create --no-verify`, zstd)',
        rounds.map(({ capture }) => capture),
      ),
      ...(loads.length === 0 ? [] : [commitRow('`zstd -1 < db`, which locks nothing, then `sync`', loads)]),
    ],
    1,
  );
}

export function rollbackWriterTable(rounds: readonly RollbackWriterRound[]): string {
  const copy = spreadOf(rounds.map(({ copySeconds }) => copySeconds * 1000));
  return markdownTable(
    ['running at the same time', 'longest commit (ms)', 'min', 'max', 'p99 (ms)', 'commits/s'],
    [
      commitRow(
        'nothing',
        rounds.map(({ alone }) => alone),
      ),
      commitRow(
        'a capture (`create --no-verify`, zstd)',
        rounds.map(({ capture }) => capture),
      ),
      ['(`cp` of the file takes)', ...[copy.median, copy.min, copy.max].map(whole), '', ''],
    ],
    1,
  );
}

function commitRow(what: string, reports: readonly CommitReport[]): readonly string[] {
  const { median, min, max } = spreadOf(reports.map(({ longestMs }) => longestMs));
  const p99 = spreadOf(reports.map(({ p99Ms }) => p99Ms)).median;
  const rate = spreadOf(reports.map(({ commits, seconds }) => commits / seconds)).median;
  return [what, ...[median, min, max].map(whole), p99.toFixed(1), whole(rate)];
}

function whole(value: number): string {
  return value.toFixed(0);
}

export function scratchTable(uses: readonly ScratchUse[]): string {
  return markdownTable(
    ['journal mode', 'compression', 'capture', 'scratch space', 'of a database of'],
    uses.map(({ journalMode, compression, capture, scratchBytes, databaseBytes }) => [
      journalMode,
      compression,
      capture,
      megabytes(scratchBytes),
      megabytes(databaseBytes),
    ]),
    3,
  );
}

export function levelTable(points: readonly LevelPoint[]): string {
  return markdownTable(
    ['compression', 'level', 'seconds', 'stored'],
    points.map(({ compression, level, isDefault, seconds, storedBytes }) => [
      compression,
      isDefault ? `**${level}** (default)` : String(level),
      secondsText(seconds),
      megabytes(storedBytes),
    ]),
    2,
  );
}
