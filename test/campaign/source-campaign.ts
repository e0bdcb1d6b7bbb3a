import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkScratch } from '../../src/adapters/outbound/database-inspector/scratch-tasks.ts';
import {
  overallResult,
  type CheckResult,
  type ContentLevel,
} from '../../src/domain/verification/verification.ts';
import { Random } from '../torture/random.ts';
import { PAGE_DAMAGE_KINDS, withDamagedPages, type PageDamageKind } from './page-damage.ts';
import { sourceDatabase } from './source-database.ts';

/** The check results for one damaged database. */
export interface SourceCase {
  readonly number: number;
  readonly kind: PageDamageKind;
  readonly quick: CheckResult;
  readonly full: CheckResult;
  /** The result of node:sqlite at level full. */
  readonly fullNatively: CheckResult;
}

export interface SourceCampaign {
  readonly databaseBytes: number;
  /** The undamaged database at level full, in both engines. */
  readonly undamaged: readonly CheckResult[];
  readonly cases: readonly SourceCase[];
}

/** Damages pages of a real database repeatedly, and checks each result with SQLite. */
export async function runSourceCampaign(
  directory: string,
  cases: number,
  seed: number,
): Promise<SourceCampaign> {
  await mkdir(directory, { recursive: true });
  const image = sourceDatabase(join(directory, 'source.db'));
  const path = join(directory, 'damaged.db');
  await writeFile(path, image);
  const undamaged = [await inSandbox(path, 'full'), await natively(path)];
  const seeds = new Random(seed);
  const done: SourceCase[] = [];
  for (let number = 0; number < cases; number += 1) {
    const random = seeds.fork();
    const kind = PAGE_DAMAGE_KINDS[number % PAGE_DAMAGE_KINDS.length] ?? PAGE_DAMAGE_KINDS[0];
    await writeFile(path, withDamagedPages(kind, image, random));
    const [quick, full] = [await inSandbox(path, 'quick'), await inSandbox(path, 'full')];
    done.push({ number, kind, quick, full, fullNatively: await natively(path) });
  }
  return { databaseBytes: image.length, undamaged, cases: done };
}

async function inSandbox(databasePath: string, level: ContentLevel): Promise<CheckResult> {
  return overallResult((await checkScratch({ engine: 'sqljs', databasePath, level })).checks);
}

async function natively(databasePath: string): Promise<CheckResult> {
  return overallResult((await checkScratch({ engine: 'native', databasePath, level: 'full' })).checks);
}
