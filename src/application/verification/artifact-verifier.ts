import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import type { CaptureFacts } from '../../domain/backup/manifest.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import {
  overallResult,
  type Check,
  type ArtifactLevel,
  type CHECKSUM_CHECKS,
} from '../../domain/verification/verification.ts';
import {
  withArtifactFile,
  type ArtifactFilePolicy,
  type ArtifactFilePorts,
} from '../backups/artifact-file.ts';
import { databaseOf } from '../backups/find-backup.ts';
import type { ArtifactExtractor, ExtractFacts } from '../ports/artifact-extractor.ts';
import type { DatabaseInspector } from '../ports/database-inspector.ts';

/** The expected content of the stored file and its database. */
export type ExpectedDigests = Pick<
  CaptureFacts,
  'storedBytes' | 'storedSha256' | 'databaseBytes' | 'databaseSha256'
>;

export interface ArtifactToVerify {
  readonly path: string;
  readonly compression: Backup['compression'];
  /** The owner of the scratch space. */
  readonly database: string;
  /** `undefined` without a manifest. */
  readonly expected: ExpectedDigests | undefined;
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface ArtifactVerifierPorts extends ArtifactFilePorts {
  readonly extractor: ArtifactExtractor;
  readonly inspector: DatabaseInspector;
}

/** Checks a stored artifact at a level. */
export class ArtifactVerifier {
  readonly #ports: ArtifactVerifierPorts;
  readonly #policy: ArtifactFilePolicy;

  constructor(ports: ArtifactVerifierPorts, policy: ArtifactFilePolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** Verifies a backup in its store; see `verify`. */
  async verifyStored(
    backup: Backup,
    level: ArtifactLevel,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    const { compression } = backup;
    const unreadable = this.unreadable(compression);
    if (unreadable !== undefined) return [unreadable];
    const database = databaseOf(backup);
    const expected = manifestOf(backup);
    const copy = { isMade: false };
    try {
      return await withArtifactFile(this.#ports, this.#policy, backup, options.signal, async (path) => {
        copy.isMade = true;
        return this.verify({ path, compression, database, expected }, level, options);
      });
    } catch (error) {
      // Without space for a copy nothing was read: that is no damage.
      if (copy.isMade || !(error instanceof BackupDirectoryException)) throw error;
      return [inconclusive('scratch_space', error.message)];
    }
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
      const checks = await this.#checkDigests(artifact, undefined, options);
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
      if (overallResult(digests) === 'failed') return digests;
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
    { path, compression, expected }: ArtifactToVerify,
    destinationPath: string | undefined,
    options: VerifyOptions,
  ): Promise<readonly Check[]> {
    try {
      const reserve = { freeBytes: this.#policy.minFreeBytes, databaseBytes: expected?.databaseBytes };
      const facts = await this.#ports.extractor.extract(
        { artifactPath: path, compression, destinationPath, reserve },
        options,
      );
      if (expected === undefined) return [ok('decompression', 'complete')];
      return compareDigests(facts, expected);
    } catch (error) {
      if (!(error instanceof BackupVerificationException)) throw error;
      return [{ name: 'decompression', result: 'failed', detail: error.message }];
    }
  }
}

/** Compares the stored file and its database with the record. */
export function compareDigests(facts: ExtractFacts, expected: ExpectedDigests): readonly Check[] {
  return [
    compare('stored_bytes', facts.storedBytes, expected.storedBytes),
    compare('stored_sha256', facts.storedSha256 ?? 'not digested', expected.storedSha256),
    ...compareDatabases(facts, expected),
  ];
}

/** Compares the decompressed database with the record. */
export function compareDatabases(facts: ExtractFacts, expected: ExpectedDigests): readonly Check[] {
  return [
    compare('database_bytes', facts.databaseBytes, expected.databaseBytes),
    compare('database_sha256', facts.databaseSha256, expected.databaseSha256),
  ];
}

function compare(
  name: (typeof CHECKSUM_CHECKS)[number],
  found: string | number,
  expected: string | number,
): Check {
  return found === expected
    ? ok(name, String(found))
    : { name, result: 'failed', detail: `${String(found)}, on record is ${String(expected)}` };
}

function ok(name: string, detail: string): Check {
  return { name, result: 'ok', detail };
}

function inconclusive(name: string, detail: string): Check {
  return { name, result: 'inconclusive', detail };
}
