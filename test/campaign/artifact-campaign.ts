import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../torture/random.ts';
import { DAMAGE_KINDS, damaged, type DamageKind } from './damage.ts';
import { publishHealthyBackups, type BackupFiles } from './healthy-backups.ts';
import { judgeBackups } from './judge-backup.ts';

export const TARGETS = ['artifact', 'manifest', 'state'] as const;
export type Target = (typeof TARGETS)[number];

const SUFFIX_OF = { artifact: '', manifest: '.json', state: '.state.json' } satisfies Record<Target, string>;
/** Of ten cases. */
const CASES_OF = [
  'artifact',
  'artifact',
  'artifact',
  'artifact',
  'artifact',
  'artifact',
  'manifest',
  'manifest',
  'manifest',
  'state',
] as const;

export interface Case {
  readonly number: number;
  readonly target: Target;
  readonly kind: DamageKind;
  readonly compression: BackupFiles['compression'];
  readonly isDetected: boolean;
  readonly outcome: string;
}

export interface ArtifactCampaign {
  readonly healthy: number;
  /** Healthy backups that were not verified. */
  readonly falseAlarms: readonly string[];
  readonly cases: readonly Case[];
}

export interface ArtifactCampaignPlan {
  readonly directory: string;
  readonly cases: number;
  readonly healthy: number;
  readonly seed: number;
}

/** Creates healthy backups, verifies them all, then damages one file of one of them, repeatedly. */
export async function runArtifactCampaign(plan: ArtifactCampaignPlan): Promise<ArtifactCampaign> {
  const published = join(plan.directory, 'healthy');
  const backups = await publishHealthyBackups(published, plan.healthy, plan.seed);
  const judgements = await judgeBackups(published);
  const sound = new Set(judgements.filter(({ result }) => result === 'ok').map(({ filename }) => filename));
  const random = new Random(plan.seed);
  const cases: Case[] = [];
  for (let number = 0; number < plan.cases; number += 1) {
    cases.push(await runCase(plan.directory, backups, number, random.fork()));
  }
  return {
    healthy: backups.length,
    falseAlarms: backups.map(({ filename }) => filename).filter((filename) => !sound.has(filename)),
    cases,
  };
}

async function runCase(
  directory: string,
  backups: readonly BackupFiles[],
  number: number,
  random: Random,
): Promise<Case> {
  for (;;) {
    const target = random.pick(CASES_OF);
    const kind = random.pick(DAMAGE_KINDS);
    const victim = pick(random, backups);
    const donor = pick(
      random,
      backups.filter(({ compression }) => compression === victim.compression),
    );
    const bytes = damaged(kind, victim[target], random, donor[target]);
    // A swap of equal blocks, zeros over zeros, or the victim as donor: nothing changed, so draw again.
    if (bytes === undefined) continue;
    const folder = join(directory, 'case');
    await lay(folder, { ...victim, [target]: bytes });
    const outcome = await judgeCase(folder, victim.filename);
    const { compression } = victim;
    return { number, target, kind, compression, isDetected: outcome === 'failed', outcome };
  }
}

function pick(random: Random, backups: readonly BackupFiles[]): BackupFiles {
  return random.pick(backups as [BackupFiles, ...BackupFiles[]]);
}

async function lay(folder: string, files: BackupFiles): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const target of TARGETS)
    await writeFile(join(folder, files.filename + SUFFIX_OF[target]), files[target]);
}

async function judgeCase(folder: string, filename: string): Promise<string> {
  try {
    const judgements = await judgeBackups(folder);
    const found = judgements.find((judgement) => judgement.filename === filename);
    if (judgements.length !== 1 || found === undefined) return `lists ${String(judgements.length)} backups`;
    return found.result;
  } catch (error) {
    return `threw ${String(error)}`;
  }
}
