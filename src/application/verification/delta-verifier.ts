import { isEncrypted, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { closureOf } from '../../domain/backup/chain.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import {
  overallResult,
  type ArtifactLevel,
  type Check,
  type ContentLevel,
} from '../../domain/verification/verification.ts';
import { withArtifacts } from '../backups/with-artifact.ts';
import type { StoredArtifact } from '../ports/artifact-extractor.ts';
import type { ArtifactVerifierPolicy, ArtifactVerifierPorts, VerifyOptions } from './verifier-ports.ts';
import { brokenChain, compareDelta, compareParents, linkedTo, type ExpectedDelta } from './compare-chain.ts';
import { compareDatabases, compareStored, unopenedCheck } from './compare-digests.ts';

export interface DeltaToVerify {
  /** Its own file. */
  readonly own: StoredArtifact;
  /** The owner of the scratch space. */
  readonly database: string;
  readonly expected: ExpectedDelta;
  /** The backup it was made on, from the list of its store; `undefined` where it is not there. */
  readonly parent: Backup | undefined;
  /** Why it cannot be restored, by the list; `undefined` when it can. */
  readonly problem: string | undefined;
}

/** Checks a delta at a level: its own file, its chain, and the database that is rebuilt from both. */
export class DeltaVerifier {
  readonly #ports: ArtifactVerifierPorts;
  readonly #policy: ArtifactVerifierPolicy;

  constructor(ports: ArtifactVerifierPorts, policy: ArtifactVerifierPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** @throws the signal's reason when it aborts; a problem of the delta is a failed check */
  async verify(
    delta: DeltaToVerify,
    level: ArtifactLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const { parent, problem } = delta;
    if (parent === undefined || problem !== undefined)
      return [...(await this.#checkOwn(delta, options)), brokenChain(problem ?? 'its parent is unknown')];
    const parents = closureOf(parent);
    if (level === 'checksum') return [...(await this.#checkOwn(delta, options)), linkedTo(parents)];
    return this.#checkContent(delta, parents, level, options);
  }

  async #checkContent(
    delta: DeltaToVerify,
    parents: readonly Backup[],
    level: ContentLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const { staging, inspector } = this.#ports;
    const scratch: string[] = [];
    try {
      const destinationPath = await staging.allocateScratch(delta.database);
      scratch.push(destinationPath);
      const scratchPath = await staging.allocateScratch(delta.database);
      scratch.push(scratchPath);
      const digests = await this.#rebuild(delta, parents, { destinationPath, scratchPath }, options);
      if (overallResult(digests) !== 'ok') return digests;
      return [...digests, ...(await inspector.inspect(destinationPath, level, options))];
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      // No space is no damage, and the delta alone needs none.
      const own = await this.#checkOwn(delta, options).catch((): readonly Check[] => []);
      options.signal.throwIfAborted();
      return [...own, { name: 'scratch_space', result: 'inconclusive', detail: error.message }];
    } finally {
      for (const path of scratch) await staging.discard(path);
    }
  }

  async #rebuild(
    delta: DeltaToVerify,
    parents: readonly Backup[],
    { destinationPath, scratchPath }: { readonly destinationPath: string; readonly scratchPath: string },
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const { own, expected } = delta;
    const { databaseBytes } = expected;
    const reserve = { freeBytes: this.#policy.minFreeBytes, databaseBytes };
    try {
      return await withArtifacts(this.#ports.store, parents, async ([full, ...deltas]) => {
        if (full === undefined) throw new TypeError('a closure has at least one backup');
        const chain = { deltas: [...deltas, own], databaseBytes, scratchPath };
        const facts = await this.#ports.extractor.extract(
          { ...full, destinationPath, reserve, chain },
          options,
        );
        const ofDeltas = facts.deltas ?? [];
        const ownFacts = ofDeltas.at(-1);
        if (ownFacts === undefined) throw new TypeError('a chain has facts of its deltas');
        return [
          ...compareDelta(ownFacts, expected),
          ...compareDatabases(facts, expected),
          compareParents([facts, ...ofDeltas], parents),
        ];
      });
    } catch (error) {
      if (error instanceof DecryptionKeyException)
        return [
          ...(await this.#checkOwn(delta, options)),
          ...(await this.#findDamaged(parents, options)),
          unopenedCheck(error),
        ];
      if (error instanceof BackupVerificationException) return this.#blame(delta, parents, error, options);
      throw error;
    }
  }

  /** Finds the file that made the rebuild fail: only its owner is damaged. */
  async #blame(
    delta: DeltaToVerify,
    parents: readonly Backup[],
    error: BackupVerificationException,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const own = await this.#checkOwn(delta, options);
    if (overallResult(own) === 'failed') return own;
    const damaged = await this.#findDamaged(parents, options);
    if (damaged.length > 0) return [...own, ...damaged];
    return [...own, { name: 'rebuild', result: 'failed', detail: error.message }];
  }

  /** @returns the failed check of the chain; empty where all stored files are as recorded */
  async #findDamaged(parents: readonly Backup[], options: VerifyOptions): Promise<readonly Check[]> {
    const { store, extractor } = this.#ports;
    const { signal } = options;
    const check = await withArtifacts(store, parents, async (artifacts) => {
      const facts = [];
      for (const artifact of artifacts) facts.push(await extractor.measure(artifact, { signal }));
      return compareParents(facts, parents);
    });
    return check.result === 'failed' ? [check] : [];
  }

  /** Without the chain. Level checksum of an encrypted delta needs no key: its stored digest is on record. */
  async #checkOwn({ own, expected }: DeltaToVerify, options: VerifyOptions): Promise<readonly Check[]> {
    const { extractor } = this.#ports;
    try {
      return compareDelta(await extractor.examineDelta(own, options), expected);
    } catch (error) {
      if (error instanceof DecryptionKeyException)
        return compareStored(await extractor.measure(own, options), expected);
      if (!(error instanceof BackupVerificationException)) throw error;
      return [{ name: 'decompression', result: 'failed', detail: error.message }];
    }
  }
}

/** The delta of a backup in its store. */
export function deltaOf(backup: Backup, own: StoredArtifact, database: string): DeltaToVerify {
  const expected = manifestOf(backup);
  if (expected === undefined) throw new TypeError('a delta is known by its manifest');
  const { parent, problem } = backup.base ?? {};
  return { own: { ...own, isEncrypted: isEncrypted(backup) }, database, expected, parent, problem };
}
