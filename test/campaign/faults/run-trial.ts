import type { Fault, FaultInjector, FileCall } from './fault-injector.ts';
import type { FaultScenario } from './fault-scenarios.ts';
import type { Ending, FaultWorld } from './fault-world.ts';
import { dataFiles, leftovers, storedDatabases, storedProblems } from './stored-backups.ts';

const INTERNAL_EXIT = 70;
/** Of the scenarios with two stores. */
const SECOND_STORE = 'nas';

/** The effect of an undisturbed run of a scenario's command. */
export interface CalmRun {
  readonly argv: readonly string[];
  readonly calls: readonly FileCall[];
  readonly filesBefore: readonly string[];
  readonly databasesBefore: ReadonlySet<string>;
  /** Digests of the stored databases after it. */
  readonly databasesAfter: ReadonlySet<string>;
  /** Digest of the live database before it. */
  readonly fingerprint: string;
}

export interface TrialResult {
  readonly scenario: string;
  readonly fault: Fault;
  /** The failing call; `undefined` when the run made fewer calls this time. */
  readonly call: FileCall | undefined;
  readonly problems: readonly string[];
}

/** @throws Error when the command fails without a fault */
export async function calmRun(
  scenario: FaultScenario,
  world: FaultWorld,
  injector: FaultInjector,
): Promise<CalmRun> {
  const argv = await scenario.prepare(world);
  world.keep();
  const filesBefore = dataFiles(world);
  const databasesBefore = storedDatabases(world);
  const fingerprint = world.fingerprint();
  const ending = await world.run([...argv, '--json'], injector.arm({ at: 0, action: 'EIO' }));
  if (ending.exitCode !== 0) throw new Error(`${scenario.name}: ${ending.stderr}${ending.stdout}`);
  return {
    argv,
    calls: injector.calls(),
    filesBefore,
    databasesBefore,
    databasesAfter: storedDatabases(world),
    fingerprint,
  };
}

/** Runs the command once with one fault, checks the result, then runs and checks the next command. */
export async function runTrial(
  scenario: FaultScenario,
  calm: CalmRun,
  { world, injector, fault, number }: TrialSetup,
): Promise<TrialResult> {
  world.reset();
  const ending = await world.run([...calm.argv, '--json'], injector.arm(fault));
  const call = injector.calls()[fault.at - 1];
  const problems = [
    ...endingProblems(ending, fault),
    ...lossProblems(scenario, calm, world),
    ...scenario.problems(world, ending),
  ];
  const next = scenario.next(world, calm.argv, number);
  const accepted = [0, ...(scenario.acceptedExits?.(world) ?? [])];
  const before = world.contentOf();
  const following = await world.run([...next, '--json']);
  if (!accepted.includes(following.exitCode ?? -1))
    problems.push(`next run: exit ${String(following.exitCode)}: ${following.stdout}`);
  problems.push(...lossProblems(scenario, calm, world), ...scenario.finalProblems(world, next, before));
  if (scenario.verifiesAll === true) problems.push(...(await verificationProblems(world)));
  // A refused run has cleaned up nothing.
  if (leftovers(world).length > 0) await world.run(['create', world.database]);
  // The next restore removes a prepared file at the target; an undo with nothing to undo is none.
  if (calm.argv[0] === 'restore' && leftovers(world).length > 0) await world.run(calm.argv);
  problems.push(...leftovers(world).map((name) => `left behind: ${name}`));
  return { scenario: scenario.name, fault, call, problems };
}

/** Every restore point that is left must be right, also for the product. */
async function verificationProblems(world: FaultWorld): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await world.run(['verify', '--all', '--level', 'quick', '--json']);
  return exitCode === 0 ? [] : [`verify --all: exit ${String(exitCode)}: ${stdout}${stderr}`];
}

interface TrialSetup {
  readonly world: FaultWorld;
  readonly injector: FaultInjector;
  readonly fault: Fault;
  readonly number: number;
}

/** A run that was not killed ends by itself, with success or an expected error. */
function endingProblems({ exitCode, signal, stdout, stderr }: Ending, { action }: Fault): readonly string[] {
  if (action === 'kill-all') return [];
  if (exitCode === INTERNAL_EXIT) return [`INTERNAL: ${stdout}`];
  if (action === 'kill-one') return [];
  if (signal !== null) return [`ended by ${signal}`];
  if (exitCode === 0 || stdout.includes('"error"') || stdout.includes('"failed"')) return [];
  return [`exit ${String(exitCode)} without an error: ${stderr}`];
}

/** No backup and no content may be lost or changed, and the source of a backup is never written. */
function lossProblems(scenario: FaultScenario, calm: CalmRun, world: FaultWorld): readonly string[] {
  const stored = storedDatabases(world);
  const mustStay = scenario.removesBackups ? calm.databasesAfter : calm.databasesBefore;
  const lost = [...mustStay].filter((digest) => calm.databasesBefore.has(digest) && !stored.has(digest));
  const isWritten = scenario.writesDatabase !== true && world.fingerprint() !== calm.fingerprint;
  return [
    ...storedProblems(world),
    ...storedProblems(world, SECOND_STORE),
    ...lost.map((digest) => `lost: the database ${digest.slice(0, 12)}`),
    ...(isWritten ? ['the live database was changed'] : []),
  ];
}
