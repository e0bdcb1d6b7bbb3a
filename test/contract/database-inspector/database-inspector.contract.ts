import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import type { QueryAnswer } from '../../../src/domain/verification/drill-assertion.ts';
import {
  overallResult,
  type Check,
  type CheckResult,
  type ContentLevel,
} from '../../../src/domain/verification/verification.ts';
import type { SourceKind } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface InspectorSubject {
  readonly inspector: DatabaseInspector;
  /** Makes a scratch database of a kind. */
  database(kind: SourceKind): Promise<string>;
  /** The bytes at the path, and the names beside it. */
  fingerprint(path: string): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface InspectorGates {
  /** Kinds that this technology does not know. */
  readonly lacks: readonly SourceKind[];
  /** Virtual tables of FTS5 and R-Tree are readable. */
  readonly hasModules: boolean;
  /** Evaluates any SQL, not only prepared answers. */
  readonly evaluates: boolean;
}

/** Queries of the contract; all of them of a sound database. */
export const QUERIES = {
  firstOfSeveral: 'SELECT count(*) AS total, 7 AS "1" FROM item',
  noRow: 'SELECT id FROM item WHERE id < 0',
  unknownTable: 'SELECT count(*) FROM lost',
  write: 'DELETE FROM item RETURNING id',
  mistake: 'SELEKT 1',
  endless: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
} as const;

const PATIENCE_MS = 20_000;

type Expectation = readonly [kind: SourceKind, level: ContentLevel, result: CheckResult];

const LEVELS: readonly ContentLevel[] = ['quick', 'full'];

const atBothLevels = (kinds: readonly SourceKind[], result: CheckResult): Expectation[] =>
  kinds.flatMap((kind) => LEVELS.map((level): Expectation => [kind, level, result]));

export function describeDatabaseInspector(
  name: string,
  create: () => Promise<InspectorSubject>,
  { lacks, hasModules, evaluates }: InspectorGates,
): void {
  const onlyWithModules = hasModules ? 'ok' : 'inconclusive';
  const guarantees: Readonly<Record<string, readonly Expectation[]>> = {
    'A sound database gives only ok': [
      ...atBothLevels(['sound', 'wal-header'], 'ok'),
      ['full-text', 'full', onlyWithModules],
      ['r-tree', 'full', onlyWithModules],
    ],
    'Damage that SQLite sees gives failed': [
      ...atBothLevels(['damaged'], 'failed'),
      ['damaged-full-text', 'full', hasModules ? 'failed' : 'inconclusive'],
    ],
    'What could not be checked is inconclusive': [...atBothLevels(['custom-collation'], 'inconclusive')],
    'Content that SQLite allows is a note on an ok result': [['violated-foreign-key', 'full', 'ok']],
    'An empty file, a file that is no database and a database without a table give failed': atBothLevels(
      ['empty', 'text', 'random', 'encrypted', 'table-less'],
      'failed',
    ),
  };

  describe(`${name} is a DatabaseInspector`, () => {
    let subject: InspectorSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const inspect = (path: string, level: ContentLevel): Promise<readonly Check[]> =>
      subject.inspector.inspect(path, level, { signal: new AbortController().signal });

    for (const [guarantee, expectations] of Object.entries(guarantees)) {
      describe(guarantee, () => {
        for (const [kind, level, result] of expectations.filter(([known]) => !lacks.includes(known))) {
          it(`gives ok, failed or inconclusive, and leaves the file unchanged: ${kind}, level ${level}, ${result}`, async () => {
            const path = await subject.database(kind);
            const before = await subject.fingerprint(path);
            const checks = await inspect(path, level);
            expect(overallResult(checks), JSON.stringify(checks)).to.equal(result);
            for (const { name: check, detail } of checks) expect([check, detail]).not.to.include('');
            expect(await subject.fingerprint(path)).to.deep.equal(before);
          });
        }
      });
    }

    it('names the checks of level full beyond the pages', async () => {
      const names = (await inspect(await subject.database('sound'), 'full')).map((check) => check.name);
      expect(names).to.include('integrity_check').and.to.include('foreign_key_check');
    });

    it('throws BackupNotFoundException when no file is at the path', async () => {
      const path = await subject.database('missing');
      const error = await rejectionOf(inspect(path, 'quick'));
      expect(error).to.be.instanceOf(BackupNotFoundException);
      expect((error as Error).message).to.include(path);
    });

    it("throws the signal's reason when it aborts", async () => {
      const path = await subject.database('sound');
      const before = await subject.fingerprint(path);
      const controller = new AbortController();
      const reason = new Error('enough');
      controller.abort(reason);
      const outcome = subject.inspector.inspect(path, 'full', { signal: controller.signal });
      expect(await rejectionOf(outcome)).to.equal(reason);
      expect(await subject.fingerprint(path)).to.deep.equal(before);
    });

    const ask = (path: string, sql: string, timeoutMs = PATIENCE_MS): Promise<QueryAnswer> =>
      subject.inspector.query(path, sql, { signal: new AbortController().signal, timeoutMs });

    describe('query', () => {
      it('answers the first column of the first row', async () => {
        const path = await subject.database('sound');
        const answer = { outcome: 'answered', value: 200 };
        expect(await ask(path, QUERIES.firstOfSeveral)).to.deep.equal(answer);
      });

      it('answers that there is no row', async () => {
        const path = await subject.database('sound');
        expect(await ask(path, QUERIES.noRow)).to.deep.equal({ outcome: 'no_row' });
      });

      if (evaluates) {
        for (const [sql, value] of [
          ["SELECT 'a\u00e9'", 'a\u00e9'],
          ['SELECT 2.5', 2.5],
          ['SELECT NULL', null],
          ["SELECT x'00ff'", '00ff'],
        ] as const) {
          it(`answers ${sql}`, async () => {
            const path = await subject.database('sound');
            expect(await ask(path, sql)).to.deep.equal({ outcome: 'answered', value });
          });
        }

        it('does not round a large integer', async () => {
          const answer = await ask(await subject.database('sound'), 'SELECT 9007199254740993');
          expect(answer)
            .to.have.property('value')
            .that.is.a('string')
            .that.matches(/^9007199254740992|3$/);
        });

        it('is inconclusive when a module is missing', async () => {
          const path = await subject.database('full-text');
          const { outcome } = await ask(path, "SELECT count(*) FROM note WHERE note MATCH 'fox'");
          expect(outcome).to.equal(hasModules ? 'answered' : 'inconclusive');
        });
      }

      it('is inconclusive when a collation is missing', async () => {
        const path = await subject.database('custom-collation');
        expect(await ask(path, 'SELECT min(body) FROM item')).to.deep.equal({
          outcome: 'inconclusive',
          reason: 'no such collation sequence: house',
        });
      });

      it('fails for a missing table and for a file that is no database', async () => {
        const sound = await ask(await subject.database('sound'), QUERIES.unknownTable);
        expect(sound).to.deep.equal({ outcome: 'failed', reason: 'no such table: lost' });
        const text = await ask(await subject.database('text'), 'SELECT count(*) FROM sqlite_schema');
        expect(text).to.include({ outcome: 'failed' });
      });

      it('is inconclusive for a text that is no query', async () => {
        const answer = await ask(await subject.database('sound'), QUERIES.mistake);
        expect(answer).to.include({ outcome: 'inconclusive' }).and.to.have.property('reason');
      });

      it('never changes the database by a query', async () => {
        const path = await subject.database(lacks.includes('wal-header') ? 'sound' : 'wal-header');
        const before = await subject.fingerprint(path);
        expect(await ask(path, QUERIES.write)).to.include({ outcome: 'inconclusive' });
        expect(await subject.fingerprint(path)).to.deep.equal(before);
      });

      it('ends a query within its time limit', async () => {
        const answer = await ask(await subject.database('sound'), QUERIES.endless, 500);
        expect(answer).to.deep.equal({ outcome: 'inconclusive', reason: 'no answer within 0.5 s' });
      });

      it('throws BackupNotFoundException when no file is at the path', async () => {
        const path = await subject.database('missing');
        expect(await rejectionOf(ask(path, QUERIES.noRow))).to.be.instanceOf(BackupNotFoundException);
      });

      it("throws the signal's reason when it aborts", async () => {
        const path = await subject.database('sound');
        const controller = new AbortController();
        const reason = new Error('enough');
        const { signal } = controller;
        const outcome = subject.inspector.query(path, QUERIES.endless, { signal, timeoutMs: PATIENCE_MS });
        controller.abort(reason);
        expect(await rejectionOf(outcome)).to.equal(reason);
      });
    });

    describe('describe', () => {
      it('returns the facts of the header', async () => {
        const facts = await subject.inspector.describe(await subject.database('sound'));
        expect(facts.journalMode).to.equal('delete');
        expect(facts.pageSize).to.be.greaterThan(0);
        expect(facts.writerSqliteVersion).to.match(/^3\.\d+\.\d+$/);
      });

      if (!lacks.includes('wal-header')) {
        it('recognises WAL mode', async () => {
          const facts = await subject.inspector.describe(await subject.database('wal-header'));
          expect(facts).to.include({ journalMode: 'wal', pageSize: 4096 });
        });
      }

      it('throws DatabaseCorruptedException for a file that is no database', async () => {
        const outcome = subject.inspector.describe(await subject.database('text'));
        expect(await rejectionOf(outcome)).to.be.instanceOf(DatabaseCorruptedException);
      });

      it('throws BackupNotFoundException when no file is at the path', async () => {
        const outcome = subject.inspector.describe(await subject.database('missing'));
        expect(await rejectionOf(outcome)).to.be.instanceOf(BackupNotFoundException);
      });
    });
  });
}
