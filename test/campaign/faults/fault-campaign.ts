import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../torture/random.ts';
import { ERRORS, FaultInjector, type ErrorName, type Fault, type FileCall } from './fault-injector.ts';
import type { FaultScenario } from './fault-scenarios.ts';
import { FaultWorld } from './fault-world.ts';
import { calmRun, runTrial, type TrialResult } from './run-trial.ts';

export interface ScenarioReport {
  readonly scenario: string;
  readonly calls: number;
  readonly results: readonly TrialResult[];
}

export interface FaultCounts {
  readonly kills: number;
  readonly errors: number;
}

/** Calls that need disk space; only they fail with `ENOSPC` and `EDQUOT`. */
const TAKES_ROOM = /^(open|mkdir|write|pwrite|rename|link|ftruncate|copy_file_range|sendfile)/;

/** Disturbs one command repeatedly, at calls spread over its whole run. */
export async function runScenario(
  scenario: FaultScenario,
  counts: FaultCounts,
  {
    root,
    random,
    say,
  }: { readonly root: string; readonly random: Random; readonly say: (line: string) => void },
): Promise<ScenarioReport> {
  mkdirSync(root);
  const world = new FaultWorld(root);
  const injector = new FaultInjector(root, world.folder);
  const calm = await calmRun(scenario, world, injector);
  const results: TrialResult[] = [];
  for (const fault of plan(calm.calls, counts, random)) {
    const result = await runTrial(scenario, calm, { world, injector, fault, number: results.length });
    results.push(result);
    if (result.problems.length > 0) say(describeTrial(result));
  }
  say(`${scenario.name}: ${String(results.length)} trials over ${String(calm.calls.length)} calls`);
  return { scenario: scenario.name, calls: calm.calls.length, results };
}

export function describeTrial({ scenario, fault, call, problems }: TrialResult): string {
  const where = call === undefined ? 'no call' : `${call.name} ${call.path}`;
  return [`WRONG: ${scenario}, ${fault.action} at call ${String(fault.at)} (${where})`, ...problems].join(
    '\n  ',
  );
}

function plan(calls: readonly FileCall[], { kills, errors }: FaultCounts, random: Random): readonly Fault[] {
  const killed = spread(calls.length, kills, random).map((at, index) => ({
    at,
    action: index % 3 === 2 ? ('kill-one' as const) : ('kill-all' as const),
  }));
  const failed = spread(calls.length, errors, random).map((at) => ({
    at,
    action: random.pick(errorsOf(calls[at - 1])),
  }));
  return [...killed, ...failed];
}

/** One random call from each of `most` equal parts, so that the whole run is covered; each call once at most. */
function spread(calls: number, most: number, random: Random): readonly number[] {
  const count = Math.min(calls, most);
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [(index * calls) / count, ((index + 1) * calls) / count];
    return Math.min(calls, Math.floor(random.between(from, to)) + 1);
  });
}

function errorsOf(call: FileCall | undefined): readonly [ErrorName, ...ErrorName[]] {
  if (call === undefined || !TAKES_ROOM.test(call.name)) return ['EIO', 'EIO', 'EPERM'];
  return Object.keys(ERRORS) as [ErrorName, ...ErrorName[]];
}

export function folderOf(root: string, scenario: FaultScenario): string {
  return join(root, scenario.name.replaceAll(/[^a-z]+/gi, '-'));
}
