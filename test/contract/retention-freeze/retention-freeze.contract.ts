import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { RetentionPause } from '../../../src/application/ports/retention-pause.ts';

export interface RetentionFreezeSubject {
  readonly freeze: RetentionPause;
  /** Gives this database a reason for a pause. */
  makeSuspicious(database: string): Promise<void>;
  /** Makes the reason unreadable; `undefined` where that cannot happen. */
  readonly makeUnreadable: ((database: string) => Promise<void>) | undefined;
}

export function describeRetentionFreeze(name: string, create: () => RetentionFreezeSubject): void {
  describe(`${name} is a RetentionPause`, () => {
    let subject: RetentionFreezeSubject;

    beforeEach(() => {
      subject = create();
    });

    it('gives no reason for a database without anomaly', async () => {
      expect(await subject.freeze.pausedReason('app')).to.equal(undefined);
    });

    it('pauses only the database with the reason', async () => {
      await subject.makeSuspicious('app');
      expect(await subject.freeze.pausedReason('app'))
        .to.be.a('string')
        .and.not.equal('');
      expect(await subject.freeze.pausedReason('shop')).to.equal(undefined);
    });

    it('pauses retention when the reason is unreadable', async function () {
      if (subject.makeUnreadable === undefined) return this.skip();
      await subject.makeUnreadable('app');
      expect(await subject.freeze.pausedReason('app'))
        .to.be.a('string')
        .and.not.equal('');
    });
  });
}
