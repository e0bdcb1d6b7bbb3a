import { COMPRESSIONS } from '../../src/domain/backup/compression.ts';
import { TARGETS, type ArtifactCampaign, type Case } from './artifact-campaign.ts';
import { DAMAGE_KINDS } from './damage.ts';
import { PAGE_DAMAGE_KINDS } from './page-damage.ts';
import type { SourceCampaign } from './source-campaign.ts';

/** A campaign fails when damage is not detected, or healthy content is reported as damaged. */
export function hasFailed(artifacts: ArtifactCampaign, sources: SourceCampaign): boolean {
  return (
    artifacts.falseAlarms.length > 0 ||
    artifacts.cases.some(({ isDetected }) => !isDetected) ||
    sources.undamaged.some((result) => result !== 'ok')
  );
}

/** Damage to stored files: how much level `checksum` detected, by kind and file. */
export function formatArtifactCampaign({ healthy, falseAlarms, cases }: ArtifactCampaign): string {
  const columns = [
    ...COMPRESSIONS.map((compression) => ({
      title: `artifact, ${compression}`,
      holds: (each: Case) => each.target === 'artifact' && each.compression === compression,
    })),
    ...TARGETS.slice(1).map((target) => ({ title: target, holds: (each: Case) => each.target === target })),
  ];
  const share = (some: readonly Case[]): string =>
    some.length === 0
      ? ''
      : `${String(some.filter(({ isDetected }) => isDetected).length)} of ${String(some.length)}`;
  const row = (kind: string, some: readonly Case[]): string[] => [
    kind,
    ...columns.map(({ holds }) => share(some.filter(holds))),
  ];
  const table = markdown(
    ['damage', ...columns.map(({ title }) => title)],
    [
      ...DAMAGE_KINDS.map((kind) =>
        row(
          kind,
          cases.filter((each) => each.kind === kind),
        ),
      ),
      row('all', cases),
    ],
  );
  const missed = cases.filter(({ isDetected }) => !isDetected);
  return [
    `${share(cases)} damaged backups detected; ${String(falseAlarms.length)} false alarms on ${String(healthy)} healthy ones`,
    '',
    table,
    ...falseAlarms.map((filename) => `FALSE ALARM: ${filename}`),
    ...missed.map(({ number, target, kind, compression, outcome }) =>
      ['MISSED: case', number, compression, target, kind, outcome].join(' '),
    ),
  ].join('\n');
}

/** Damage to database pages: how much SQLite's own checks detected. */
export function formatSourceCampaign({ databaseBytes, cases }: SourceCampaign): string {
  const percent = (found: number, all: number): string =>
    all === 0 ? '' : `${((found / all) * 100).toFixed(1)} %`;
  const row = (kind: string, some: typeof cases): string[] => [
    kind,
    String(some.length),
    percent(some.filter(({ quick }) => quick === 'failed').length, some.length),
    percent(some.filter(({ full }) => full === 'failed').length, some.length),
    percent(some.filter(({ fullNatively }) => fullNatively === 'failed').length, some.length),
    String(some.filter((each) => [each.quick, each.full, each.fullNatively].includes('inconclusive')).length),
  ];
  return [
    `${String(cases.length)} damaged databases of ${String(databaseBytes)} bytes`,
    '',
    markdown(
      ['damage', 'cases', 'quick', 'full', 'full, node:sqlite', 'inconclusive'],
      [
        ...PAGE_DAMAGE_KINDS.map((kind) =>
          row(
            kind,
            cases.filter((each) => each.kind === kind),
          ),
        ),
        row('all', cases),
      ],
    ),
  ].join('\n');
}

function markdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
