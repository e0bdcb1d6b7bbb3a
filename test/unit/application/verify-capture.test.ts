import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  digestPages,
  encodeDelta,
  IN_MEMORY_PAGE_BYTES,
  readDeltaFacts,
} from '../../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { verifyCapture, type StagedCapture } from '../../../src/application/verification/verify-capture.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { fileDamageOf } from '../../../src/domain/backup/damage.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { ARTIFACT_LEVELS, type ArtifactLevel } from '../../../src/domain/verification/verification.ts';
import { aManifest, daysBefore, digestsOf } from '../../support/backup-builder.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { InMemoryProduct, keyOf } from '../../support/in-memory-product.ts';
import { publishContents } from '../../support/publish-contents.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const contentOf = (letter: string): string =>
  SQLITE_MAGIC.padEnd(IN_MEMORY_PAGE_BYTES, '.') + letter.repeat(2 * IN_MEMORY_PAGE_BYTES);
const [PARENT, IMAGE] = [contentOf('b'), contentOf('c')];
const ENCRYPTION = { recipients: ['age1'] };

describe('verifyCapture of a delta', () => {
  let product: InMemoryProduct;
  let parent: Backup;
  let staged: StagedCapture;

  const prepare = async (encryption?: typeof ENCRYPTION): Promise<void> => {
    product = new InMemoryProduct();
    const options = {
      createdAt: daysBefore(2, product.clock.now()),
      manifest: encryption && { encryption, databaseSha256: undefined },
    };
    parent = (
      await publishContents(product.disk, product.store, [contentOf('a'), PARENT], {
        createdAt: options.createdAt,
        ...(options.manifest && { manifest: options.manifest }),
      })
    )[1]!;
    const image = Buffer.from(IMAGE);
    const artifact = encodeDelta(digestPages(Buffer.from(PARENT)), image);
    const path = '/backup/.state/staging/new';
    product.disk.write(path, artifact);
    const captured = {
      ...aManifest({
        ...digestsOf(artifact),
        databaseBytes: image.length,
        pageSize: IN_MEMORY_PAGE_BYTES,
        pageCount: 3,
        frames: readDeltaFacts(artifact).frames,
        encryption,
      }),
      databaseSha256: sha256(image),
      ...(encryption && { fileKey: 'f'.repeat(32) }),
    };
    staged = { path, database: 'app', captured, parent };
  };
  beforeEach(() => prepare());

  const verify = (level: ArtifactLevel) =>
    product.coordinator.perform(
      { operation: 'create', database: 'app', timeoutMs: 1000, signal: undefined },
      async (run) => ({
        value: await verifyCapture(product.verifier, staged, level, run),
        facts: {},
      }),
    );
  const levels = async (level: ArtifactLevel) =>
    (await verify(level)).map((one) => `${one.level} ${one.result}`);

  for (const level of ARTIFACT_LEVELS)
    it(`records level ${level}`, async () => {
      expect(await levels(level)).to.deep.equal([`${level} ok`]);
    });

  it('reads no parent at level checksum', async () => {
    product.disk.remove(keyOf(parent));
    expect(await levels('checksum')).to.deep.equal(['checksum ok']);
  });

  it('records what it can without an identity for the parents', async () => {
    await prepare(ENCRYPTION);
    expect(await levels('checksum')).to.deep.equal(['checksum ok']);
    expect(await levels('quick')).to.deep.equal(['checksum ok', 'quick inconclusive']);
    product.extractor.hasIdentity = true;
    expect(await levels('quick')).to.deep.equal(['quick ok']);
  });

  it('refuses a delta that does not read back', async () => {
    product.disk.write(staged.path, 'bit rot');
    const error = await rejectionOf(verify('checksum'));
    expect((error as Error).message).to.include('the new backup of app does not read back: decompression');
  });

  it('refuses a delta on a damaged parent, and records the damage: the next backup is a full', async () => {
    const bytes = Buffer.from(product.disk.read(keyOf(parent))!);
    bytes[bytes.length - 20] = 0x41;
    product.disk.write(keyOf(parent), bytes);
    const error = await rejectionOf(verify('quick'));
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as Error).message)
      .to.include('the new backup of app depends on a damaged backup')
      .and.include(parent.filename);
    const listed = (await product.store.list()).find(({ filename }) => filename === parent.filename);
    expect(fileDamageOf(listed!)).to.include('failed');
  });
});
