import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CampaignFolder } from './campaign-folder.ts';
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
      await extractArtifact(taken, target);
    } catch (error) {
      return `cannot be extracted: ${String(error)}`;
    }
    return this.#judge.judge({
      path: target,
      minimum_seq: acknowledgedSeq,
      sha256: taken.databaseSha256,
    });
  }

  async #conclude({ taken, folder, state }: UnsettledCase, published: boolean): Promise<void> {
    if (!published && !this.#rules.mayBeUnpublished) {
      await this.#condemn(taken, folder, `state ${state.seq} was never published`);
      return;
    }
    this.#tally.ok += 1;
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
    for (const suffix of ['', '.json']) {
      await cp(taken.path + suffix, join(kept, basename(taken.path) + suffix)).catch(() => undefined);
    }
    await writeFile(join(kept, 'why.txt'), `${taken.how}\n${why}\n`);
    this.#tally.bad.push(`${kept}: ${why} (${taken.how})`);
  }

  async #discard(taken: DueDeliveries, folder: string): Promise<void> {
    const stored = ['', '-wal', '.json', '.state.json'].map((suffix) => taken.path + suffix);
    await Promise.all([folder, ...stored].map((path) => rm(path, { recursive: true, force: true })));
  }
}
