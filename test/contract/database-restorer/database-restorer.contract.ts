import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DatabaseRestorer } from '../../../src/application/ports/database-restorer.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface DatabaseRestorerSubject {
  readonly restorer: DatabaseRestorer;
  /** In a directory without other files. */
  readonly targetPath: string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string | undefined>;
  /** Everything in the target's directory. */
  files(): Promise<readonly string[]>;
  /** The file of a restore that died. */
  leftover(): Promise<string>;
  dispose(): Promise<void>;
}

const SIDE_FILES = ['-journal', '-shm', '-wal'];
const NEW = 'the new database';

export function describeDatabaseRestorer(name: string, create: () => Promise<DatabaseRestorerSubject>): void {
  describe(`${name} is a DatabaseRestorer`, () => {
    let subject: DatabaseRestorerSubject;
    let restorer: DatabaseRestorer;
    let target: string;

    beforeEach(async () => {
      subject = await create();
      restorer = subject.restorer;
      target = subject.targetPath;
    });

    afterEach(() => subject.dispose());

    async function prepare(overwrite: boolean, content = NEW): Promise<string> {
      const prepared = await restorer.prepare(target, { overwrite });
      await subject.write(prepared, content);
      return prepared;
    }

    const commit = (prepared: string, overwrite: boolean): Promise<string | undefined> =>
      restorer.commit(prepared, target, { overwrite });

    async function writeOld(): Promise<readonly string[]> {
      for (const ending of ['', ...SIDE_FILES]) await subject.write(`${target}${ending}`, `old${ending}`);
      return [target, ...SIDE_FILES.map((ending) => target + ending)];
    }

    async function expectOld(): Promise<void> {
      for (const ending of ['', ...SIDE_FILES]) {
        expect(await subject.read(target + ending), `target${ending}`).to.equal(`old${ending}`);
      }
    }

    describe('leaves the target unchanged until `commit`', () => {
      it('without an old file', async () => {
        const prepared = await prepare(false);
        expect(await subject.files()).to.deep.equal([prepared]);
        await commit(prepared, false);
        expect(await subject.files()).to.deep.equal([target]);
        expect(await subject.read(target)).to.equal(NEW);
      });

      it('with an old file', async () => {
        await writeOld();
        const prepared = await prepare(true);
        await expectOld();
        await commit(prepared, true);
        expect(await subject.read(target)).to.equal(NEW);
      });
    });

    for (const existing of ['an old file', 'no file']) {
      it(`removes a -wal, -shm or -journal of the old target on \`commit\`: ${existing}`, async () => {
        for (const ending of SIDE_FILES) await subject.write(target + ending, 'old');
        if (existing === 'an old file') await subject.write(target, 'old');
        await commit(await prepare(existing === 'an old file'), existing === 'an old file');
        expect(await subject.files()).to.deep.equal([target]);
      });
    }

    it('own: has no warning for an existing target, or without a recorded owner', async () => {
      const prepared = await prepare(false);
      expect(await restorer.own(prepared, target, undefined)).to.deep.equal([]);
      await subject.write(target, 'old');
      expect(await restorer.own(prepared, target, { uid: 54_321, gid: 54_321, mode: 0o600 })).to.deep.equal(
        [],
      );
    });

    it('keeps concurrent restores to the same target apart', async () => {
      const first = await prepare(true);
      const second = await prepare(true, 'half of ano');
      await commit(first, true);
      expect(await subject.read(target)).to.equal(NEW);
      await subject.write(second, 'another database');
      await commit(second, true);
      expect(await subject.read(target)).to.equal('another database');
      expect(await subject.files()).to.deep.equal([target]);
    });

    for (const [outcome, overwrite] of [
      ['one with overwrite', true],
      ['one that is refused', false],
    ] as const) {
      it(`removes what a dead restore left on the next \`prepare\`: ${outcome}`, async () => {
        await subject.write(target, 'old');
        const leftover = await subject.leftover();
        await subject.write(leftover, 'half a database');
        const other = `${target}-of-another-kind`;
        await subject.write(other, 'precious');
        await restorer.prepare(target, { overwrite }).catch(() => undefined);
        expect([...(await subject.files())].sort()).to.deep.equal([target, other]);
      });
    }

    it('prepare: throws UsageException for an existing target without `overwrite`', async () => {
      await writeOld();
      const error = await rejectionOf(restorer.prepare(target, { overwrite: false }));
      expect(error).to.be.instanceOf(UsageException);
      expect((error as UsageException).message).to.include(target);
      await expectOld();
    });

    it('commit: throws UsageException when the target has appeared, and leaves it unchanged', async () => {
      const prepared = await prepare(false);
      await writeOld();
      expect(await rejectionOf(commit(prepared, false))).to.be.instanceOf(UsageException);
      await expectOld();
      await restorer.discard(prepared);
      expect(await subject.files()).to.have.length(4);
    });

    describe('discard', () => {
      it('removes a prepared file and nothing else, and is idempotent', async () => {
        const old = await writeOld();
        const prepared = await prepare(true);
        await restorer.discard(prepared);
        await restorer.discard(prepared);
        expect([...(await subject.files())].sort()).to.deep.equal([...old].sort());
      });

      it('never throws', async () => {
        await restorer.discard(`${target}/below/a/file`);
      });
    });
  });
}
