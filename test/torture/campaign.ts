import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hasWalResetBug } from '../../src/domain/health/wal-reset-bug.ts';
import { withoutSettings } from '../support/without-settings.ts';
import { Board, type WriterTotals } from './board.ts';
import { CampaignFolder } from './campaign-folder.ts';
import { ChainRebuilder } from './chain-rebuilder.ts';
import { ChainShelf } from './chain-shelf.ts';
import { CliTaker } from './cli-taker.ts';
import { extractableCompressions } from './extract-artifact.ts';
import { killMarked, marking } from './marked-processes.ts';
import { NaiveTaker } from './naive-taker.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { Random } from './random.ts';
import { SnapshotJudge } from './snapshot-judge.ts';
import type { SnapshotTaker } from './snapshot-taker.ts';
import { SnapshotTrial, type TrialRules } from './snapshot-trial.ts';
import { Tally } from './tally.ts';
import type { CampaignPlan } from './torture-options.ts';
import { WriterCrew } from './writer-crew.ts';

export interface CampaignReport {
  readonly plan: CampaignPlan;
  readonly tally: Tally;
  readonly writers: WriterTotals;
  readonly kills: number;
  readonly pageBytes: number;
  readonly sqliteVersion: string;
  /** Besides the snapshots: ended writers, damage to the live database, an inconclusive campaign. */
  readonly problems: readonly string[];
  /** There was no snapshot, or the writers' own SQLite may have damaged the live database. */
  readonly isInconclusive: boolean;
}

export interface CampaignTools {
  /** The interpreter itself: a kill must not hit a wrapper around it. */
  readonly python: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const PROGRESS_MS = 10_000;
/** Snapshots that are checked while the next one is made. */
const MAX_TRIALS = 2;
const ENOUGH_BAD = 5;

/** Runs one campaign to its end or until the signal; leaves no process and no file, except bad snapshots. */
export async function runCampaign(plan: CampaignPlan, tools: CampaignTools): Promise<CampaignReport> {
  const folder = await CampaignFolder.make();
  const mark = marking('TORTURE_RUN', folder.path);
  try {
    // Python must not write its bytecode into the checkout.
    const env = { ...withoutSettings(process.env), ...mark, PYTHONDONTWRITEBYTECODE: '1' };
    return await new Campaign(plan, tools, folder, env).run();
  } finally {
    killMarked(mark);
    await folder.remove();
  }
}

class Campaign {
  readonly #plan: CampaignPlan;
  readonly #tools: CampaignTools;
  readonly #folder: CampaignFolder;
  readonly #env: NodeJS.ProcessEnv;
  readonly #random: Random;
  readonly #tally = new Tally();
  readonly #shelf: ChainShelf | undefined;
  readonly #alone = oneAtATime();
  readonly #board: Board;
  /** Background tasks end with the snapshots. */
  readonly #done = new AbortController();

  constructor(plan: CampaignPlan, tools: CampaignTools, folder: CampaignFolder, env: NodeJS.ProcessEnv) {
    this.#plan = plan;
    this.#tools = tools;
    this.#folder = folder;
    this.#env = env;
    this.#random = new Random(plan.seed);
    this.#board = new Board(folder.board, plan.writers);
    this.#shelf = plan.types ? new ChainShelf() : undefined;
  }

  async run(): Promise<CampaignReport> {
    const { python } = this.#tools;
    const env = this.#env;
    const pageBytes = this.#random.pick([1024, 4096, 4096, 65536]);
    const database = { mode: this.#plan.mode, pageBytes };
    const judge = await SnapshotJudge.start(python, env, this.#folder, database);
    const crew = new WriterCrew(this.#plan, this.#folder, {
      python,
      env,
      random: new Random(this.#plan.seed + 1),
    });
    const trial = new SnapshotTrial(this.#folder, judge, this.#tally, {
      mayBeUnpublished: this.#plan.taker === 'sqljs',
      keepsBad: !this.#isControl,
      chains: this.#chains(),
    });
    crew.start();
    const background = [this.#printProgress(crew), this.#lulls()];
    try {
      await this.#takeSnapshots(await this.#taker(), trial, crew);
    } finally {
      this.#done.abort();
      await Promise.all([...background, crew.stop()]);
    }
    const damage = await this.#describeDamage(judge);
    const emptiness = this.#emptiness();
    const problems = [...crew.problems, ...damage, ...emptiness];
    await trial.settle();
    judge.end();
    const writers = this.#board.totals();
    this.#board.close();
    const { sqliteVersion } = judge;
    return {
      plan: this.#plan,
      tally: this.#tally,
      writers,
      kills: crew.kills,
      pageBytes,
      sqliteVersion,
      problems,
      isInconclusive: emptiness.length > 0 || (damage.length > 0 && hasWalResetBug(sqliteVersion)),
    };
  }

  #chains(): TrialRules['chains'] {
    if (this.#shelf === undefined) return undefined;
    const tools = { cliPath: this.#plan.cliPath, env: this.#env, alone: this.#alone };
    return { shelf: this.#shelf, rebuilder: new ChainRebuilder(this.#folder, tools) };
  }

  #isCancelled(): boolean {
    return this.#tools.signal.aborted;
  }

  get #isControl(): boolean {
    return this.#plan.taker === 'naive copies';
  }

  async #taker(): Promise<SnapshotTaker> {
    const { taker: engine, cliPath } = this.#plan;
    if (engine === 'naive copies') return new NaiveTaker(this.#folder, this.#random);
    const compressions = await extractableCompressions();
    return new CliTaker(this.#folder, {
      cliPath,
      engine,
      env: this.#env,
      random: this.#random,
      compressions,
      shelf: this.#shelf,
    });
  }

  async #takeSnapshots(taker: SnapshotTaker, trial: SnapshotTrial, crew: WriterCrew): Promise<void> {
    const until = performance.now() + this.#plan.seconds * 1000;
    const trials = new Set<Promise<void>>();
    while (performance.now() < until && !this.#isCancelled() && !this.#hasFailed(crew)) {
      // Gaps, so that commits outside of captures are seen too, and the WAL can be reset.
      await pause(this.#random.between(0, 300));
      const check = await this.#alone(() => this.#takeSnapshot(taker, trial));
      const heard = check().finally(() => trials.delete(heard));
      trials.add(heard);
      if (trials.size >= MAX_TRIALS) await Promise.race(trials);
    }
    await Promise.all(trials);
  }

  /** Makes a snapshot; returns the pending check. */
  async #takeSnapshot(taker: SnapshotTaker, trial: SnapshotTrial): Promise<() => Promise<void>> {
    const nothing = async (): Promise<void> => undefined;
    const acknowledged = this.#board.turnCapture();
    const attempt = await taker.take(this.#tools.signal);
    this.#board.turnCapture();
    if (this.#isCancelled()) return nothing;
    this.#tally.snapshots += 1;
    switch (attempt.kind) {
      case 'refused':
        this.#tally.refuse(attempt.reason);
        return nothing;
      case 'failed':
        this.#tally.bad.push(`${attempt.reason} (${attempt.how})`);
        return nothing;
      case 'taken':
        return () =>
          trial.check(attempt, acknowledged).catch((error: unknown) => {
            this.#tally.bad.push(`not judged: ${String(error)} (${attempt.how})`);
          });
    }
  }

  #hasFailed(crew: WriterCrew): boolean {
    return crew.problems.length > 0 || (!this.#isControl && this.#tally.bad.length >= ENOUGH_BAD);
  }

  /** A reader without locks needs pauses between writes, as real applications have. */
  async #lulls(): Promise<void> {
    if (this.#plan.taker !== 'sqljs') return;
    while (await this.#rest(this.#random.between(500, 2000)))
      this.#board.lull(this.#random.between(500, 1500));
  }

  async #printProgress(crew: WriterCrew): Promise<void> {
    const begin = performance.now();
    const { mode, taker } = this.#plan;
    while (await this.#rest(PROGRESS_MS)) {
      const seconds = Math.round((performance.now() - begin) / 1000);
      const { commits } = this.#board.totals();
      this.#tools.say(
        `${mode}, ${taker}, ${seconds} s: ${String(this.#tally)}; ${commits} commits, ${crew.kills} kills`,
      );
    }
  }

  async #rest(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: this.#done.signal }).catch(() => false);
  }

  /** The source must have survived too. Otherwise it is kept as the writers left it. */
  async #describeDamage(judge: SnapshotJudge): Promise<readonly string[]> {
    const { database, source, bad } = this.#folder;
    const live = { path: database, minimum_seq: this.#board.acknowledged(), is_live: true };
    const { reasons } = await judge.judge(live);
    if (reasons.length === 0) return [];
    const kept = join(bad, 'source');
    await cp(source, kept, { recursive: true });
    return [
      `${kept}: the live database is damaged: ${reasons.join('; ')}`,
      `snapshots of a damaged database are no evidence; SQLite before 3.51.3 can do this by itself, and the writers have ${judge.sqliteVersion}`,
    ];
  }

  #emptiness(): readonly string[] {
    if (this.#isCancelled()) return [];
    if (this.#isControl) return this.#tally.bad.length > 0 ? [] : ['no naive copy was caught'];
    return this.#tally.ok + this.#tally.bad.length > 0
      ? []
      : ['there was no snapshot: this campaign is inconclusive'];
  }
}
