import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
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
  /** The bytes at the path, and the names of everything beside it. */
  fingerprint(path: string): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface InspectorGates {
  /** Kinds that this technology does not know. */
  readonly lacks: readonly SourceKind[];
  /** Virtual tables of FTS5 and R-Tree can be looked into. */
  readonly hasModules: boolean;
}

type Expectation = readonly [kind: SourceKind, level: ContentLevel, result: CheckResult];

const LEVELS: readonly ContentLevel[] = ['quick', 'full'];

const atBothLevels = (kinds: readonly SourceKind[], result: CheckResult): Expectation[] =>
  kinds.flatMap((kind) => LEVELS.map((level): Expectation => [kind, level, result]));

/** The promises of the DatabaseInspector port. */
export function describeDatabaseInspector(
  name: string,
  create: () => Promise<InspectorSubject>,
  { lacks, hasModules }: InspectorGates,
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
    'What could not be checked is inconclusive': [
      ...atBothLevels(['custom-collation'], 'inconclusive'),
      ['violated-foreign-key', 'full', 'inconclusive'],
    ],
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
          it(`${kind}, level ${level}: ${result}; its bytes stay and no side files are left`, async () => {
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

    it('level full says what it looked at besides the pages', async () => {
      const names = (await inspect(await subject.database('sound'), 'full')).map((check) => check.name);
      expect(names).to.include('integrity_check').and.to.include('foreign_key_check');
    });

    it('throws BackupNotFoundException when nothing is at the path', async () => {
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
  });
}
