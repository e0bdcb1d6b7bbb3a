import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { RetentionPause } from '../../../src/application/ports/retention-pause.ts';

export interface RetentionFreezeSubject {
  readonly freeze: RetentionPause;
  /** From now on something keeps retention from this database. */
  makeSuspicious(database: string): Promise<void>;
  /** From now on it cannot be told whether something does; `undefined` where it always can. */
  readonly makeUnreadable: ((database: string) => Promise<void>) | undefined;
}

/** The promises of the RetentionPause port. */
export function describeRetentionFreeze(name: string, create: () => RetentionFreezeSubject): void {
  describe(`${name} is a RetentionPause`, () => {
    let subject: RetentionFreezeSubject;

    beforeEach(() => {
      subject = create();
    });

    it('has no reason for a database that nothing is the matter with', async () => {
      expect(await subject.freeze.pausedReason('app')).to.equal(undefined);
    });

    it('Databases do not freeze each other', async () => {
      await subject.makeSuspicious('app');
      expect(await subject.freeze.pausedReason('app'))
        .to.be.a('string')
        .and.not.equal('');
      expect(await subject.freeze.pausedReason('shop')).to.equal(undefined);
    });

    it('Where it cannot be told whether there is a reason, that is a reason', async function () {
      if (subject.makeUnreadable === undefined) return this.skip();
      await subject.makeUnreadable('app');
      expect(await subject.freeze.pausedReason('app'))
        .to.be.a('string')
        .and.not.equal('');
    });
  });
}
