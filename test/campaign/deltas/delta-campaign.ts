import { join } from 'node:path';
import { Random } from '../../torture/random.ts';
import { describeCase, largeCases, randomCase, type DeltaCase } from './delta-case.ts';
import { DeltaTrial, type StepResult } from './delta-trial.ts';

export interface DeltaPlan {
  /** An empty folder. */
  readonly folder: string;
  /** Databases with random states. */
  readonly cases: number;
  readonly steps: number;
  readonly seed: number;
  /** Also databases of more than 1 GiB. */
  readonly large?: boolean;
  readonly say?: (line: string) => void;
}

export interface DeltaCaseResult {
  readonly found: DeltaCase;
  readonly results: readonly StepResult[];
}

/** Compares deltas of many databases with those of the oracle. */
export async function runDeltaCampaign(plan: DeltaPlan): Promise<readonly DeltaCaseResult[]> {
  const { folder, cases, steps, seed, large = false, say = () => undefined } = plan;
  const random = new Random(seed);
  const found = Array.from({ length: cases }, (_, number) => randomCase(number, steps, random.fork()));
  const done: DeltaCaseResult[] = [];
  for (const [number, each] of [...found, ...(large ? largeCases() : [])].entries()) {
    const results = await new DeltaTrial(each, join(folder, String(number))).run();
    done.push({ found: each, results });
    for (const line of problemsOf({ found: each, results })) say(line);
    if ((number + 1) % 10 === 0) say(`${String(number + 1)} databases`);
  }
  return done;
}

export function problemsOf({ found, results }: DeltaCaseResult): readonly string[] {
  return results.flatMap(({ type, problems }, index) =>
    problems.map((problem) => {
      const { actions, leavesLog, files } = found.steps[index]!;
      const step = `${type} after ${actions.join(', ')}${leavesLog ? ', log left' : ''}, files: ${files}`;
      return `WRONG: ${describeCase(found)}, seed ${found.seed}, step ${index}: ${step}: ${problem}`;
    }),
  );
}

/** A line per page size. */
export function formatDeltaCampaign(done: readonly DeltaCaseResult[]): string {
  const sizes = [...new Set(done.map(({ found }) => found.pageSize))].sort((a, b) => a - b);
  const rows = sizes.map((size) =>
    rowOf(
      String(size),
      done.filter(({ found }) => found.pageSize === size),
    ),
  );
  return [
    '| page size | databases | diffs | incrs | unchanged | frames | wrong |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    rowOf('all', done),
  ].join('\n');
}

function rowOf(name: string, done: readonly DeltaCaseResult[]): string {
  const results = done.flatMap((each) => each.results);
  const written = results.filter(({ frames }) => frames > 0);
  const count = (type: string): number => written.filter((result) => result.type === type).length;
  const frames = written.reduce((sum, result) => sum + result.frames, 0);
  const wrong = results.filter(({ problems }) => problems.length > 0).length;
  const unchanged = results.length - written.length;
  return `| ${[name, done.length, count('diff'), count('incr'), unchanged, frames, wrong].join(' | ')} |`;
}
