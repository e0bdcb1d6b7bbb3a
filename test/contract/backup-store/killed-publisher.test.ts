import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CodecArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { FilesystemBackupStore } from '../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { FilesystemStagingArea } from '../../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { FaultProcess } from '../../support/fault-process.ts';
import { pseudoRandomNumber } from '../../support/fault-pseudo-random.ts';

const KILLS = 30;
const extractor = new CodecArtifactExtractor(65_536);

async function expectComplete(backup: Backup): Promise<void> {
  const manifest = manifestOf(backup);
  expect(manifest, backup.filename).not.to.equal(undefined);
  const bytes = await readFile(backup.location);
  expect(createHash('sha256').update(bytes).digest('hex')).to.equal(manifest?.storedSha256);
  const facts = await extractor.extract(
    { artifactPath: backup.location, compression: backup.compression, destinationPath: undefined },
    { signal: new AbortController().signal },
  );
  expect(manifest).to.include(facts);
}

describe('a publisher that is killed at any time', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeFolder();
  });

  afterEach(() => removeFolder(directory));

  it(`leaves the whole backup or none, ${KILLS} times, and a sweep leaves nothing else`, async () => {
    const store = new FilesystemBackupStore(directory);
    const staging = new FilesystemStagingArea(directory);
    const stagingPath = join(directory, '.state', 'staging');
    await mkdir(stagingPath, { recursive: true });
    const others = await staging.allocate('app-2', 'gzip');
    await writeFile(others, "somebody else's run");
    let complete = 0;
    for (let seed = 0; seed < KILLS; seed += 1) {
      const publisher = new FaultProcess('fault-publishing-process.ts', [directory, String(seed)]);
      for (let published = 0; published <= seed % 3; published += 1) await publisher.line();
      await pause(pseudoRandomNumber(seed, 200));
      await publisher.kill();

      const listed = await store.list();
      for (const backup of listed) await expectComplete(backup);
      await staging.sweep('app');
      expect(await store.list(), `kill ${seed}`).to.deep.equal(listed);
      expect(await readdir(stagingPath)).to.deep.equal([others.slice(stagingPath.length + 1)]);
      const names = await readdir(directory);
      const orphans = names.filter(
        (name) => name.endsWith('.json') && !names.includes(name.replace(/(\.state)?\.json$/, '')),
      );
      expect(orphans).to.deep.equal([]);
      complete += listed.length;
      for (const backup of listed) await store.remove(backup);
    }
    expect(complete).to.be.at.least(KILLS);
  }).timeout(180_000);
});
