import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Quarantine } from '../../../src/application/ports/quarantine.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface RawCopySubject {
  readonly copier: Quarantine;
  readonly databasePath: string;
  write(path: string, content: string): void;
  read(path: string): string | undefined;
  /** Paths of what is in the quarantine. */
  quarantined(): readonly string[];
  /** Makes every later write to the backup directory fail. */
  refuseWrites(): void;
  remove(): void;
}

const AT = new Date('2026-11-22T21:08:00.123Z');

export function describeRawCopies(name: string, create: () => RawCopySubject): void {
  describe(`${name} keeps raw copies`, () => {
    let subject: RawCopySubject;
    beforeEach(() => {
      subject = create();
    });
    afterEach(() => {
      subject.remove();
    });

    const keep = (signal = new AbortController().signal): Promise<string> =>
      subject.copier.keep(subject.databasePath, { database: 'app', at: AT, signal });
    const sides = ['', '-wal', '-journal'];

    it('copies the database and its logs byte for byte, and leaves them unchanged', async () => {
      for (const side of sides) subject.write(subject.databasePath + side, `content of ${side}`);
      subject.write(`${subject.databasePath}-shm`, 'scratch');
      const path = await keep();
      expect(path).to.match(/quarantine\/app-20261122T210800123Z-[^/]+\.damaged\.db$/);
      for (const side of sides) {
        expect(subject.read(path + side)).to.equal(`content of ${side}`);
        expect(subject.read(subject.databasePath + side)).to.equal(`content of ${side}`);
      }
      expect(subject.quarantined()).to.have.members(sides.map((side) => path + side));
    });

    it('copies an empty database with its log', async () => {
      subject.write(subject.databasePath, '');
      subject.write(`${subject.databasePath}-wal`, 'all its rows');
      const path = await keep();
      expect([subject.read(path), subject.read(`${path}-wal`)]).to.deep.equal(['', 'all its rows']);
      expect(subject.read(`${path}-journal`)).to.equal(undefined);
    });

    it('never replaces another copy', async () => {
      subject.write(subject.databasePath, 'first');
      const first = await keep();
      subject.write(subject.databasePath, 'second');
      const second = await keep();
      expect([subject.read(first), subject.read(second)]).to.deep.equal(['first', 'second']);
    });

    it('throws DatabaseNotFoundException when the database is missing', async () => {
      expect(await rejectionOf(keep())).to.be.instanceOf(DatabaseNotFoundException);
      expect(subject.quarantined()).to.deep.equal([]);
    });

    it('leaves nothing when it cannot write the copy', async () => {
      subject.write(subject.databasePath, 'content');
      subject.refuseWrites();
      expect(await rejectionOf(keep())).to.be.instanceOf(BackupDirectoryException);
      expect(subject.quarantined()).to.deep.equal([]);
    });

    it("throws the signal's reason when it aborts", async () => {
      subject.write(subject.databasePath, 'content');
      const reason = new Error('stop');
      expect(await rejectionOf(keep(AbortSignal.abort(reason)))).to.equal(reason);
      expect(subject.quarantined()).to.deep.equal([]);
    });
  });
}
