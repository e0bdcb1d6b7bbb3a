import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenArtifact } from '../../../src/application/ports/backup-store.ts';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import { DAY_MS, aManifest, digestsOf } from '../../support/backup-builder.ts';
import { createFilesystemSubject } from './filesystem-subject.ts';

const CONTENT = 'content';

describe('FilesystemBackupStore place', () => {
  let subject: Awaited<ReturnType<typeof createFilesystemSubject>>;
  let staging: string;

  beforeEach(async () => {
    subject = await createFilesystemSubject();
    staging = join(subject.directory, '.state', 'staging');
    mkdirSync(staging, { recursive: true });
  });

  afterEach(() => subject.dispose());

  const leave = (name: string, ageMs: number): void => {
    writeFileSync(join(staging, name), 'part');
    const at = new Date(Date.now() - ageMs);
    utimesSync(join(staging, name), at, at);
  };

  it('removes the staged copies that killed runs left a day ago, and nothing else', async () => {
    leave('app~11111111-1111-4111-8111-111111111111.db.gz', 2 * DAY_MS);
    leave('shop~22222222-2222-4222-8222-222222222222.db', 2 * DAY_MS);
    const kept = [
      // Of a running copy, maybe on another host.
      'app~33333333-3333-4333-8333-333333333333.db.gz',
      // The mark of an interrupted removal shows which record is a leftover.
      'app~app-20261101T000000000Z.db.gz.changing',
      'notes.db',
    ];
    for (const name of kept) leave(name, name.includes('3333') ? 0 : 2 * DAY_MS);
    const artifact: OpenArtifact = {
      sizeBytes: CONTENT.length,
      read: async function* () {
        yield Promise.resolve(Buffer.from(CONTENT));
      },
      close: () => Promise.resolve(),
    };
    await subject.createStore().place(aManifest(digestsOf(CONTENT)), EMPTY_STATE, artifact);
    expect(readdirSync(staging).sort()).to.deep.equal(kept.sort());
  });
});
