import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DatabaseProbe, DatabaseProbeFacts } from '../../../src/application/ports/database-probe.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import type { BackupManagerException } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import type { Engine } from '../../../src/domain/backup/manifest.ts';
import type { SourceKind } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface ProbeSubject {
  readonly probe: DatabaseProbe;
  source(kind: SourceKind): Promise<string>;
  sizeBytes(path: string): Promise<number>;
  fingerprint(path: string): Promise<unknown>;
  /** A capture of the same source with the same engine. */
  capture(path: string): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface ProbeGates {
  readonly engine: Engine;
  /** Kinds that this technology does not know. */
  readonly lacks: readonly SourceKind[];
}

export function describeDatabaseProbe(
  name: string,
  create: () => Promise<ProbeSubject>,
  { engine, lacks }: ProbeGates,
): void {
  describe(`${name} is a DatabaseProbe`, () => {
    let subject: ProbeSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const probe = (path: string, signal = new AbortController().signal): Promise<DatabaseProbeFacts> =>
      subject.probe.probe(path, { busyTimeoutMs: 200, signal });

    it('returns the facts that a capture would find', async () => {
      const path = await subject.source('sound');
      const facts = await probe(path);
      expect(facts.databaseBytes).to.equal(await subject.sizeBytes(path));
      expect(facts.pageCount).to.equal(Math.ceil(facts.databaseBytes / facts.pageSize));
      expect(facts.journalMode).to.equal('delete');
      expect(facts.writerSqliteVersion).to.match(/^3\.\d+\.\d+$/);
      expect(facts).to.include({ walBytes: 0, otherHardLinks: 0, runsAsAnotherUser: false });
      expect(facts.foreignSideFiles).to.deep.equal([]);
    });

    it('leaves the bytes of the database, its -wal and -journal unchanged', async () => {
      const path = await subject.source('sound');
      const before = await subject.fingerprint(path);
      await probe(path);
      expect(await subject.fingerprint(path)).to.deep.equal(before);
    });

    describe('throws the same exception as a capture of the source', () => {
      const refusals = [
        ['missing', DatabaseNotFoundException],
        ['directory', DatabaseAccessException],
        ['empty', DatabaseCorruptedException],
        ['text', DatabaseCorruptedException],
        ['random', DatabaseCorruptedException],
        ['encrypted', DatabaseCorruptedException],
        ['table-less', DatabaseCorruptedException],
      ] as const;
      for (const [kind, exception] of refusals.filter(([known]) => !lacks.includes(known))) {
        it(`${kind}: ${exception.name}`, async () => {
          const path = await subject.source(kind);
          const error = await rejectionOf(probe(path));
          expect(error).to.be.instanceOf(exception);
          const { code, message } = (await rejectionOf(subject.capture(path))) as BackupManagerException;
          expect(error).to.include({ code, message });
        });
      }
    });

    it("throws the signal's reason when it aborts", async () => {
      const reason = new Error('enough');
      const outcome = probe(await subject.source('sound'), AbortSignal.abort(reason));
      expect(await rejectionOf(outcome)).to.equal(reason);
    });

    it('names its engine and SQLite version', async () => {
      const facts = await subject.probe.engine();
      expect(facts.engine).to.equal(engine);
      expect(facts.sqliteVersion).to.match(/^3\.\d+\.\d+$/);
    });
  });
}
