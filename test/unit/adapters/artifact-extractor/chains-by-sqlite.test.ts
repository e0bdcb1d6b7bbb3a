import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CodecArtifactExtractor } from '../../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { makeFolder, removeFolder, writeDatabase } from '../../../support/database-fixtures.ts';
import { writeDelta } from '../../../support/delta-writer.ts';

const ROWS = 300;
/** Each step of the application; the last ones free pages at the end of the file. */
const STEPS = [
  'UPDATE item SET body = randomblob(200) WHERE id % 37 = 0',
  `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${ROWS})
   INSERT INTO item (body) SELECT randomblob(700) FROM n`,
  `DELETE FROM item WHERE id > ${ROWS}; VACUUM`,
  'CREATE TABLE other AS SELECT id, randomblob(300) AS body FROM item',
  'UPDATE item SET body = randomblob(200) WHERE id < 20; DROP TABLE other',
];

/** A delta is a standard file: SQLite itself makes the same database of it. */
describe('a chain, rebuilt by this product and by sqlite3', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => removeFolder(folder));

  for (const pageSize of [512, 1024, 4096, 65_536])
    for (const journalMode of ['delete', 'wal'])
      it(`is the same with pages of ${pageSize} bytes and journal mode ${journalMode}`, async function () {
        if (spawnSync('sqlite3', ['--version']).status !== 0) return this.skip();
        const live = join(folder, 'live.db');
        const images: Buffer[] = [];
        const step = async (sql: string): Promise<void> => {
          // The last connection that closes checkpoints the write-ahead log.
          writeDatabase(live, sql);
          images.push(await readFile(live));
        };
        await step(
          `PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = ${journalMode};
          CREATE TABLE item (id INTEGER PRIMARY KEY, body);
          WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${ROWS})
          INSERT INTO item SELECT id, randomblob(200) FROM n;`,
        );
        for (const sql of STEPS) await step(sql);
        const sizes = images.map(({ length }) => length);
        expect(sizes[2], 'growth').to.be.greaterThan(sizes[1]!);
        expect(sizes[3], 'shrink').to.be.lessThan(sizes[2]!);

        const fullPath = join(folder, 'full.db');
        await writeFile(fullPath, images[0]!);
        const byHand = join(folder, 'by-hand.db');
        await copyFile(fullPath, byHand);
        const deltas: string[] = [];
        for (const [index, image] of images.entries()) {
          if (index === 0) continue;
          const path = join(folder, `${index}.wal`);
          await writeFile(path, writeDelta(images[index - 1]!, image, pageSize));
          deltas.push(path);
          await copyFile(path, `${byHand}-wal`);
          execFileSync('sqlite3', [byHand, 'PRAGMA wal_checkpoint(TRUNCATE)']);
          await rm(`${byHand}-wal`, { force: true });
          await rm(`${byHand}-shm`, { force: true });

          const destinationPath = join(folder, `rebuilt-${index}.db`);
          const facts = await new CodecArtifactExtractor(65_536).extract(
            {
              artifactPath: fullPath,
              compression: 'none',
              destinationPath,
              chain: {
                deltas: deltas.map((artifactPath) => ({ artifactPath, compression: 'none' })),
                databaseBytes: image.length,
                scratchPath: join(folder, 'scratch'),
              },
            },
            { signal: new AbortController().signal },
          );
          expect((await readFile(destinationPath)).equals(image), `ours, step ${index}`).to.equal(true);
          expect((await readFile(byHand)).equals(image), `sqlite3, step ${index}`).to.equal(true);
          expect(facts.databaseSha256).to.equal(createHash('sha256').update(image).digest('hex'));
        }
      });
});
