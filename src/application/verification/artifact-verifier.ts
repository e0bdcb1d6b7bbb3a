import { manifestOf, typeOf, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import {
  DECRYPTION_CHECK,
  overallResult,
  type Check,
  type ArtifactLevel,
} from '../../domain/verification/verification.ts';
import { withArtifact } from '../backups/with-artifact.ts';
import { databaseOf } from '../backups/find-backup.ts';
import type { ArtifactSource, StoredArtifact } from '../ports/artifact-extractor.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { ArtifactVerifierPolicy, ArtifactVerifierPorts, VerifyOptions } from './verifier-ports.ts';
import { deltaOf, DeltaVerifier, type DeltaToVerify } from './delta-verifier.ts';
import { compareDigests, compareStored, unopenedCheck, type ExpectedDigests } from './compare-digests.ts';

/** The artifact of a full. */
export interface ArtifactToVerify extends StoredArtifact {
  /** The owner of the scratch space. */
  readonly database: string;
  /** `undefined` without a manifest. */
  readonly expected: ExpectedDigests | undefined;
}

/** Checks a stored artifact at a level. */
export class ArtifactVerifier {
  readonly #ports: ArtifactVerifierPorts;
  readonly #policy: ArtifactVerifierPolicy;
  readonly #deltas: DeltaVerifier;

  constructor(ports: ArtifactVerifierPorts, policy: ArtifactVerifierPolicy) {
    this.#ports = ports;
    this.#policy = policy;
    this.#deltas = new DeltaVerifier(ports, policy);
  }

  /** The store of the backups. */
  get store(): BackupStore {
    return this.#ports.store;
  }

  /**
   * Verifies a backup in its store; see `verify`.
   * @param backup from a list: only its store knows the backups below a delta
   */
  async verifyStored(
    backup: Backup,
    level: ArtifactLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const unreadable = this.unreadable(backup.compression);
    if (unreadable !== undefined) return [unreadable];
    const database = databaseOf(backup);
    const expected = manifestOf(backup);
    return withArtifact(this.#ports.store, backup, async (artifact) =>
      typeOf(backup) === 'full'
        ? this.verify({ ...artifact, database, expected }, level, options)
        : this.verifyDelta(deltaOf(backup, artifact, database), level, options),
    );
  }

  /** As `verify`, of a delta; its parents are read from the store. */
  async verifyDelta(
    delta: DeltaToVerify,
    level: ArtifactLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const unreadable = this.unreadable(delta.own.compression);
    return unreadable === undefined ? this.#deltas.verify(delta, level, options) : [unreadable];
  }

  /** @throws the signal's reason when it aborts; a problem of the artifact is a failed check */
  async verify(
    artifact: ArtifactToVerify,
    level: ArtifactLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const unreadable = this.unreadable(artifact.compression);
    if (unreadable !== undefined) return [unreadable];
    if (level === 'checksum') {
      const checks = withoutOpening(await this.#checkDigests(artifact, undefined, options), artifact);
      return artifact.expected === undefined
        ? [...checks, inconclusive('manifest', 'no digest is on record; level quick checks the content')]
        : checks;
    }
    return this.#checkContent(artifact, level, options);
  }

  /**
   * Removes scratch files of killed verifications of the database, whose lock the caller holds. A failed
   * removal must not hide the result.
   */
  async removeScratchFiles(database: string): Promise<void> {
    try {
      await this.#ports.staging.sweep(database);
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
    }
  }

  /** The inconclusive check of a compression that this runtime cannot read; `undefined` when it can. */
  unreadable(compression: Backup['compression']): Check | undefined {
    if (this.#ports.extractor.supports.compressions.includes(compression)) return undefined;
    return inconclusive('decompression', `this runtime cannot read ${compression}`);
  }

  async #checkContent(
    artifact: ArtifactToVerify,
    level: 'quick' | 'full',
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    let scratchPath: string | undefined;
    try {
      scratchPath = await this.#ports.staging.allocateScratch(artifact.database);
      const digests = await this.#checkDigests(artifact, scratchPath, options);
      // Damaged, or no identity opens it: there is no database to check.
      if (overallResult(digests) !== 'ok') return digests;
      return [...digests, ...(await this.#ports.inspector.inspect(scratchPath, level, options))];
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      // No space is no damage, and the digests need none.
      const digests = await this.#checkDigests(artifact, undefined, options).catch(
        (): readonly Check[] => [],
      );
      options.signal.throwIfAborted();
      return [...digests, inconclusive('scratch_space', error.message)];
    } finally {
      if (scratchPath !== undefined) await this.#ports.staging.discard(scratchPath);
    }
  }

  async #checkDigests(
    { expected, ...artifact }: ArtifactToVerify,
    destinationPath: string | undefined,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    try {
      const reserve = { freeBytes: this.#policy.minFreeBytes, databaseBytes: expected?.databaseBytes };
      const facts = await this.#ports.extractor.extract({ ...artifact, destinationPath, reserve }, options);
      if (expected === undefined) return [ok('decompression', 'complete')];
      return compareDigests(facts, expected);
    } catch (error) {
      if (error instanceof DecryptionKeyException)
        return this.#checkUnopened(artifact, expected, error, options);
      if (!(error instanceof BackupVerificationException)) throw error;
      return [{ name: 'decompression', result: 'failed', detail: error.message }];
    }
  }

  /** Without a key, the stored bytes still show whether the file is as it was written. */
  async #checkUnopened(
    source: ArtifactSource,
    expected: ExpectedDigests | undefined,
    error: DecryptionKeyException,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const unopened = unopenedCheck(error);
    if (expected === undefined) return [unopened];
    return [...compareStored(await this.#ports.extractor.measure(source, options), expected), unopened];
  }
}

/** Level checksum of an encrypted backup needs no key: its stored digest is on record. */
function withoutOpening(checks: readonly Check[], { expected }: ArtifactToVerify): readonly Check[] {
  if (expected === undefined) return checks;
  return checks.filter(({ name, result }) => name !== DECRYPTION_CHECK || result !== 'inconclusive');
}

function ok(name: string, detail: string): Check {
  return { name, result: 'ok', detail };
}

function inconclusive(name: string, detail: string): Check {
  return { name, result: 'inconclusive', detail };
}
