import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  Holder,
  InPlaceRestorer,
  ReplaceMethod,
  ReplaceOptions,
} from '../../../src/application/ports/in-place-restorer.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export type OldTarget = 'nothing' | 'garbage' | 'rollback mode' | 'WAL mode, another page size';

export interface InPlaceRestorerSubject {
  readonly restorer: InPlaceRestorer;
  readonly target: string;
  /** `old`, `new`, `nothing` or `garbage`. */
  content(): Promise<string>;
  /** Names in the target's directory. */
  files(): Promise<readonly string[]>;
  prepare(): Promise<{ readonly path: string; readonly sha256: string }>;
  /** Another process inside a write transaction on the target, until the subject is disposed of. */
  startWriter(): Promise<Holder>;
  /** A replacement killed before or after the new content is at the path. */
  killReplacement(method: ReplaceMethod, when: 'before' | 'after'): Promise<void>;
  dispose(): Promise<void>;
}

const METHODS: Readonly<Record<OldTarget, ReplaceMethod>> = {
  nothing: 'file',
  garbage: 'file',
  'rollback mode': 'sqlite',
  'WAL mode, another page size': 'file',
};
const IMAGE = { pageSize: 4096 };

export function describeInPlaceRestorer(
  name: string,
  create: (old: OldTarget) => Promise<InPlaceRestorerSubject>,
): void {
  describe(`${name} is an InPlaceRestorer`, () => {
    let subject: InPlaceRestorerSubject;
    let controller: AbortController;

    beforeEach(() => {
      controller = new AbortController();
    });

    afterEach(() => subject.dispose());

    async function replace(method: ReplaceMethod, changes: Partial<ReplaceOptions> = {}): Promise<void> {
      const { path, sha256 } = await subject.prepare();
      const onReady = (): Promise<void> => Promise.resolve();
      const options = {
        method,
        databaseSha256: sha256,
        busyTimeoutMs: 100,
        signal: controller.signal,
        onReady,
      };
      await subject.restorer.replace(path, subject.target, { ...options, ...changes });
    }

    for (const [old, method] of Object.entries(METHODS) as [OldTarget, ReplaceMethod][]) {
      it(`survey: chooses ${method} for ${old}, and changes nothing`, async () => {
        subject = await create(old);
        const before = await subject.files();
        const survey = await subject.restorer.survey(subject.target, IMAGE);
        expect(survey).to.include({ method, exists: old !== 'nothing' });
        expect(survey.reason).not.to.equal('');
        expect(survey.holders).to.deep.equal([]);
        expect(await subject.files()).to.deep.equal(before);
      });

      it(`replaces the content and removes the old side files: ${old}`, async () => {
        subject = await create(old);
        await replace(method);
        expect(await subject.files()).to.deep.equal(['app.db']);
        expect(await subject.content()).to.equal('new');
        expect(await subject.restorer.recover(subject.target)).to.equal('nothing');
      });
    }

    it('survey: names the process that holds a lock', async () => {
      subject = await create('rollback mode');
      const holder = await subject.startWriter();
      const { holders } = await subject.restorer.survey(subject.target, IMAGE);
      expect(holders).to.deep.include(holder);
    });

    describe('replace: leaves the target unchanged', () => {
      beforeEach(async () => {
        subject = await create('rollback mode');
      });

      afterEach(async () => {
        expect(await subject.content()).to.equal('old');
        expect(await subject.restorer.recover(subject.target)).to.equal('nothing');
      });

      it('and throws BackupVerificationException when the prepared file was changed', async () => {
        const error = await rejectionOf(replace('sqlite', { databaseSha256: '0'.repeat(64) }));
        expect(error).to.be.instanceOf(BackupVerificationException);
        expect(error).not.to.have.nested.property('details.target_changed');
      });

      it('and rejects as onReady does', async () => {
        const failure = new Error('the record cannot be written');
        const onReady = async (): Promise<void> => {
          expect(await subject.content()).to.equal('old');
          throw failure;
        };
        expect(await rejectionOf(replace('sqlite', { onReady }))).to.equal(failure);
        expect(await subject.files()).to.deep.equal(['app.db']);
      });

      it("and throws the signal's reason when it aborts before the replacement", async () => {
        const reason = new Error('enough');
        controller.abort(reason);
        expect(await rejectionOf(replace('sqlite'))).to.equal(reason);
      });

      for (const method of ['sqlite', 'file'] as const) {
        it(`and throws DatabaseAccessException, by ${method}, while another process writes`, async () => {
          const { pid, command } = await subject.startWriter();
          const error = await rejectionOf(replace(method));
          expect(error).to.be.instanceOf(DatabaseAccessException);
          expect(error)
            .to.have.property('message')
            .that.includes(`${command} (pid ${String(pid)})`);
        });
      }
    });

    describe('recover', () => {
      for (const [old, method] of [
        ['rollback mode', 'sqlite'],
        ['WAL mode, another page size', 'file'],
      ] as const) {
        it(`undoes a replacement killed before the new content was in place, by ${method}; idempotent`, async () => {
          subject = await create(old);
          await subject.killReplacement(method, 'before');
          expect(await subject.restorer.recover(subject.target)).to.equal('undone');
          expect(await subject.content()).to.equal('old');
          expect(await subject.restorer.recover(subject.target)).to.equal('nothing');
          expect((await subject.files()).filter((name) => !name.startsWith('app.db'))).to.deep.equal([]);
        });

        it(`completes a replacement killed afterwards, by ${method}; idempotent`, async () => {
          subject = await create(old);
          await subject.killReplacement(method, 'after');
          expect(await subject.restorer.recover(subject.target)).to.equal('finished');
          expect(await subject.content()).to.equal('new');
          expect(await subject.restorer.recover(subject.target)).to.equal('nothing');
          expect((await subject.files()).filter((name) => !name.startsWith('app.db'))).to.deep.equal([]);
        });
      }

      it('undoes a replacement whose caller died in onReady', async () => {
        subject = await create('rollback mode');
        const { path, sha256 } = await subject.prepare();
        const { signal } = controller;
        const ready = new Promise<void>((resolve) => {
          const onReady = (): Promise<void> => {
            resolve();
            return new Promise(() => undefined);
          };
          const options = {
            method: 'sqlite',
            databaseSha256: sha256,
            busyTimeoutMs: 100,
            signal,
            onReady,
          } as const;
          void subject.restorer.replace(path, subject.target, options);
        });
        await ready;
        expect(await subject.restorer.recover(subject.target)).to.equal('undone');
        expect(await subject.content()).to.equal('old');
        expect(await subject.files()).to.deep.equal(['app.db']);
      });

      it('does nothing without a killed replacement, also without a target', async () => {
        subject = await create('nothing');
        expect(await subject.restorer.recover(subject.target)).to.equal('nothing');
        expect(await subject.content()).to.equal('nothing');
      });
    });
  });
}
