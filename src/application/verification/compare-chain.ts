import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import { CHAIN_CHECK, FRAMES_CHECK, type Check } from '../../domain/verification/verification.ts';
import type { DeltaFacts, ExtractFacts } from '../ports/artifact-extractor.ts';
import {
  compare,
  compareDatabases,
  compareDigests,
  compareStored,
  type ExpectedDigests,
} from './compare-digests.ts';

/** The expected content of a delta's own file and of the database that it makes. */
export type ExpectedDelta = ExpectedDigests & Pick<Manifest, 'frames'>;

/** Compares what was extracted with the records of all backups that were read; empty without a record. */
export function compareChain(facts: ExtractFacts, closure: readonly Backup[]): readonly Check[] {
  const newest = closure.at(-1);
  const manifest = newest && manifestOf(newest);
  if (manifest === undefined) return [];
  const own = facts.deltas?.at(-1);
  if (own === undefined) return compareDigests(facts, manifest);
  const parents = closure.slice(0, -1);
  return [
    ...compareDelta(own, manifest),
    ...compareDatabases(facts, manifest),
    compareParents([facts, ...(facts.deltas ?? [])], parents),
  ];
}

/** Compares the file of a delta with its record. */
export function compareDelta(facts: DeltaFacts, expected: ExpectedDelta): readonly Check[] {
  const { storedBytes, storedSha256 = 'not digested' } = facts;
  return [
    ...compareStored({ storedBytes, storedSha256 }, expected),
    compare(FRAMES_CHECK, framesText(facts), framesText({ ...expected, frames: expected.frames ?? 0 })),
  ];
}

function framesText({
  frames,
  pageCount,
  pageSize,
}: Pick<DeltaFacts, 'frames' | 'pageCount' | 'pageSize'>): string {
  return `${String(frames)} of ${String(pageCount)} pages of ${String(pageSize)} bytes`;
}

/** Compares the stored files below a delta with their records; names each that differs. */
export function compareParents(
  facts: readonly { readonly storedSha256: string | undefined }[],
  parents: readonly Backup[],
): Check {
  const problems = parents.flatMap(({ filename, ...backup }, index) => {
    const expected = manifestOf({ filename, ...backup })?.storedSha256;
    const found = facts[index]?.storedSha256 ?? 'not digested';
    return found === expected
      ? []
      : [`${filename} has the SHA-256 ${found}, on record is ${String(expected)}`];
  });
  return problems.length === 0 ? linkedTo(parents) : brokenChain(problems.join('; '));
}

/** The check of a delta whose parents are as they were when it was made. */
export function linkedTo(parents: readonly Backup[]): Check {
  const names = parents.map(({ filename }) => filename).join(', ');
  return { name: CHAIN_CHECK, result: 'ok', detail: `on ${names}` };
}

export function brokenChain(problem: string): Check {
  return { name: CHAIN_CHECK, result: 'failed', detail: problem };
}
