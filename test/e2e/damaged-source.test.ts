import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { execute } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { isSound } from './stored-content.ts';
import { ENGINES, Workspace, type CreatedDocument } from './workspace.ts';

const PAGE_BYTES = 4096;

/** The schema and the root of the table. */
const SOUND_PAGES = 2;

/** Scribbles over the leaves of the table: SQLite opens the file without complaint, and its check tells. */
function damage(database: string): void {
  const bytes = readFileSync(database);
  for (let start = SOUND_PAGES * PAGE_BYTES; start < bytes.length; start += PAGE_BYTES) {
    bytes.fill(0xa5, start, start + 200);
  }
  writeFileSync(database, bytes);
}

for (const engine of ENGINES) {
  for (const journalMode of ['delete', 'wal']) {
    describe(`a damaged source (${engine}, journal mode ${journalMode})`, () => {
      let workspace: Workspace;
      let database: string;
      let good: CreatedDocument;
      before(async () => {
        workspace = Workspace.create();
        database = workspace.path('app.db');
        await execute(
          database,
          `PRAGMA journal_mode = ${journalMode}`,
          'CREATE TABLE people (name TEXT)',
          'WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO people SELECT hex(randomblob(20)) FROM n',
        );
        good = await workspace.create(database, '--engine', engine);
        damage(database);
        expect(isSound(database), 'the damage shows').to.equal(false);
      });
      after(() => workspace.remove());

      it('is refused; the capture is in quarantine, not a backup', async () => {
        const expected = { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /app\.db is damaged/ };
        await expectFailure(workspace, ['create', database, '--engine', engine], expected);

        const quarantined = readdirSync(workspace.path('backup', '.state', 'quarantine'));
        expect(quarantined.filter((name) => name.endsWith('.db.gz'))).to.have.length(2);
        expect(quarantined.filter((name) => name.endsWith('.json'))).to.have.length(2);
        expect((await workspace.list()).map(({ filename }) => filename)).to.deep.equal([good.filename]);
      });

      it('does not remove the last intact backup', async () => {
        const { exitCode } = await workspace.run('cleanup', '--keep-days', '0', '--max-files', '1');
        expect(exitCode).to.equal(0);
        expect(await workspace.list()).to.have.length(1);
        const verdict = await workspace.document('verify', good.filename, '--level', 'full');
        expect(verdict).to.include({ result: 'ok' });
      });
    });
  }
}
