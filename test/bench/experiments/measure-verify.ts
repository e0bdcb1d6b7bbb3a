import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ours, theirs, type Contender } from '../contender.ts';
import { measureRounds } from '../rounds.ts';
import type { SizedSeries } from '../results.ts';
import { LARGE_MB, runsFor, type Context } from './context.ts';
import { makeArtifact } from './make-artifact.ts';

const CONTENDERS: readonly Contender[] = [
  ours('ours-verify', 'verify "$SOURCE" --level checksum'),
  ours('ours-verification', 'create "$DATABASE" --compression zstd', {
    title: 'the verification within `backup-manager create … --compression zstd`, by its own record',
    script: 'BACKUP_DIR="$FOLDER/stored" "$NODE" "$CLI" create "$DATABASE" --compression zstd --json',
    recordedSeconds: verificationSeconds,
  }),
  theirs('zstd-sha256', '`zstd -dc`, piped into `sha256sum`', ['zstd'], 'zstd -q -dc "$SOURCE" | sha256sum'),
];

/** Time to verify that a zstd backup has the captured content. */
export async function measureVerify(context: Context): Promise<readonly SizedSeries[]> {
  const measured: SizedSeries[] = [];
  for (const database of context.databases) {
    if (database.sizeMb > LARGE_MB && !context.everything) continue;
    const artifact = await makeArtifact(context.bench, database);
    const variables = { ...artifact, DATABASE: database.path };
    const series = await measureRounds(context.bench, CONTENDERS, variables, runsFor(database, context));
    measured.push({ sizeMb: database.sizeMb, databaseBytes: database.bytes, series });
  }
  return measured;
}

/** @throws Error when the only backup of the folder has no recorded verification */
function verificationSeconds(folder: string): number {
  const name = readdirSync(folder).find((candidate) => candidate.endsWith('.state.json'));
  if (name === undefined) throw new Error(`no verification is recorded in ${folder}`);
  const { verifications } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    readonly verifications: readonly { readonly duration_ms: number }[];
  };
  const [verification] = verifications;
  if (verification === undefined) throw new Error(`${name} has no verification`);
  return verification.duration_ms / 1000;
}
