import type { CampaignReport } from './campaign.ts';

const HEADINGS = [
  'mode',
  'taken by',
  'page',
  'seconds',
  'snapshots',
  'ok',
  'refused',
  'bad',
  'full / diff / incr',
  'longest chain',
  'commits',
  'rollbacks',
  'vacuums',
  'checkpoints',
  'switches',
  'kills',
  'longest commit during / outside captures',
];

/** A campaign fails when a snapshot is wrong; a negative control, when none is. */
export function hasFailed({ plan, tally, problems }: CampaignReport): boolean {
  return problems.length > 0 || (plan.taker !== 'naive copies' && tally.bad.length > 0);
}

/** The summary of all campaigns: a table, then the details. */
export function formatReport(reports: readonly CampaignReport[]): string {
  const rows = [HEADINGS, HEADINGS.map(() => '---'), ...reports.map(rowOf)];
  const table = rows.map((row) => `| ${row.join(' | ')} |`);
  return [...table, ...reports.flatMap(remarksOn)].join('\n');
}

function rowOf(report: CampaignReport): string[] {
  const { plan, tally, writers, kills, pageBytes } = report;
  const { mode, taker, seconds } = plan;
  const numbers = [seconds, tally.snapshots, tally.ok, tally.allRefused, tally.bad.length];
  const { commits, rollbacks, vacuums, checkpoints, switches } = writers;
  const longest = [writers.longestDuringCaptureSeconds, writers.longestOutsideSeconds];
  return [
    mode,
    taker,
    ...[pageBytes, ...numbers].map(String),
    ...chainsOf(report),
    ...[commits, rollbacks, vacuums, checkpoints, switches, kills].map(String),
    longest.map((value) => `${value.toFixed(2)} s`).join(' / '),
  ];
}

function chainsOf({ plan, tally }: CampaignReport): string[] {
  const { full, diff, incr } = tally.types;
  return plan.types ? [`${full} / ${diff} / ${incr}`, `${tally.longestChain}`] : ['', ''];
}

function remarksOn(report: CampaignReport): string[] {
  const { plan, tally, problems, sqliteVersion } = report;
  const title = `${plan.mode}, ${plan.taker}`;
  const refusals = [...tally.refusals].map(
    ([reason, count]) => `${title}: refused ${count} times: ${reason}`,
  );
  const unpublished =
    tally.unpublished === 0 ? [] : [`${title}: ${tally.unpublished} completed a dead writer's commit`];
  if (plan.taker === 'naive copies') {
    const caught = `${title}: caught ${tally.bad.length}/${tally.snapshots} naive copies`;
    return [caught, ...problems.map((problem) => `${title}: FAILED: ${problem}`)];
  }
  const failures = [...tally.bad, ...problems].map((why) => `${title}: FAILED: ${why}`);
  const seed =
    failures.length === 0 ? [] : [`${title}: seed ${plan.seed}, writers with SQLite ${sqliteVersion}`];
  return [...refusals, ...unpublished, ...failures, ...seed];
}
