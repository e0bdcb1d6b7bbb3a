import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CampaignFolder } from './campaign-folder.ts';
import type { ChainRebuilder } from './chain-rebuilder.ts';
import type { ChainShelf } from './chain-shelf.ts';
import { extractArtifact } from './extract-artifact.ts';
import type { DatabaseState, SnapshotJudge, Verdict } from './snapshot-judge.ts';
import type { Attempt } from './snapshot-taker.ts';
import type { Tally } from './tally.ts';

type DueDeliveries = Extract<Attempt, { kind: 'taken' }>;

interface UnsettledCase {
  readonly taken: DueDeliveries;
  readonly folder: string;
  readonly state: DatabaseState;
}

export interface TrialRules {
  /** A reader without a lock may complete a transaction that a killed writer had written but not published. */
  readonly mayBeUnpublished: boolean;
  /** Negative controls are expected to be bad: keep nothing. */
  readonly keepsBad: boolean;
  /** Of a campaign with types. */
  readonly chains?: { readonly shelf: ChainShelf; readonly rebuilder: ChainRebuilder } | undefined;
}

/** Extracts each snapshot, has it checked, and keeps the bad ones. */
export class SnapshotTrial {
  readonly #folder: CampaignFolder;
  readonly #judge: SnapshotJudge;
  readonly #tally: Tally;
  readonly #rules: TrialRules;
  readonly #unsettled: UnsettledCase[] = [];
  #cases = 0;

  constructor(folder: CampaignFolder, judge: SnapshotJudge, tally: Tally, rules: TrialRules) {
    this.#folder = folder;
    this.#judge = judge;
    this.#tally = tally;
    this.#rules = rules;
  }

  async check(taken: DueDeliveries, acknowledgedSeq: number): Promise<void> {
    this.#cases += 1;
    const folder = join(this.#folder.judged, `${this.#cases}`);
    await mkdir(folder);
    const verdict = await this.#examine(taken, join(folder, 'snapshot.db'), acknowledgedSeq);
    if (typeof verdict === 'string') return this.#condemn(taken, folder, verdict);
    if (verdict.reasons.length > 0) return this.#condemn(taken, folder, verdict.reasons.join('; '));
    if (verdict.published === null) {
      this.#unsettled.push({ taken, folder, state: verdict });
      return;
    }
    await this.#conclude({ taken, folder, state: verdict }, verdict.published);
  }

  /** Decides the open cases after the last commit. */
  async settle(): Promise<void> {
    for (const found of this.#unsettled) {
      await this.#conclude(found, await this.#judge.wasPublished(found.state));
    }
  }

  async #examine(taken: DueDeliveries, target: string, acknowledgedSeq: number): Promise<Verdict | string> {
    try {
      const problem = await this.#unpack(taken, target);
      if (problem !== undefined) return problem;
    } catch (error) {
      return `cannot be extracted: ${String(error)}`;
    }
    return this.#judge.judge({
      path: target,
      minimum_seq: acknowledgedSeq,
      sha256: taken.databaseSha256,
    });
  }

  async #unpack(taken: DueDeliveries, target: string): Promise<string | undefined> {
    const { chains } = this.#rules;
    if (taken.point !== undefined && chains !== undefined)
      return chains.rebuilder.rebuild(taken.point, target);
    await extractArtifact(taken, target);
    return undefined;
  }

  async #conclude({ taken, folder, state }: UnsettledCase, published: boolean): Promise<void> {
    if (!published && !this.#rules.mayBeUnpublished) {
      await this.#condemn(taken, folder, `state ${state.seq} was never published`);
      return;
    }
    this.#tally.ok += 1;
    if (taken.point !== undefined) this.#tally.countPoint(taken.point);
    if (!published) this.#tally.unpublished += 1;
    await this.#discard(taken, folder);
  }

  async #condemn(taken: DueDeliveries, folder: string, why: string): Promise<void> {
    if (!this.#rules.keepsBad) {
      this.#tally.bad.push(why);
      await this.#discard(taken, folder);
      return;
    }
    const kept = join(this.#folder.bad, basename(folder));
    await mkdir(this.#folder.bad, { recursive: true });
    await rename(folder, kept);
    for (const path of (taken.point?.paths ?? [taken.path]).flatMap((stored) => [stored, `${stored}.json`])) {
      await cp(path, join(kept, basename(path))).catch(() => undefined);
    }
    this.#release(taken);
    await writeFile(join(kept, 'why.txt'), `${taken.how}\n${why}\n`);
    this.#tally.bad.push(`${kept}: ${why} (${taken.how})`);
  }

  #release({ point }: DueDeliveries): void {
    if (point !== undefined) this.#rules.chains?.shelf.release(point.chain);
  }

  async #discard(taken: DueDeliveries, folder: string): Promise<void> {
    this.#release(taken);
    const endings = taken.point === undefined ? ['', '-wal', '.json', '.state.json'] : [];
    const stored = endings.map((ending) => taken.path + ending);
    await Promise.all([folder, ...stored].map((path) => rm(path, { recursive: true, force: true })));
  }
}
