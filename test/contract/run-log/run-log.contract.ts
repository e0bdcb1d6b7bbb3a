import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RunLog } from '../../../src/application/ports/run-log.ts';
import type { LogLine } from '../../../src/domain/history/log-line.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface WrittenLine extends LogLine {
  readonly run: string | undefined;
}

export interface RunLogSubject {
  readonly log: RunLog;
  /** Appends lines to the log. */
  write(lines: readonly WrittenLine[]): Promise<void>;
  dispose(): Promise<void>;
}

export const STARTED_AT = new Date('2026-11-22T21:08:00.123Z');
export const RUN = { id: 'create-app-2026-11-22T21:08:00.123Z-0123456789ab', startedAt: STARTED_AT };

export function lineOf(run: string | undefined, message: string, secondsAfter = 0): WrittenLine {
  const at = new Date(STARTED_AT.getTime() + secondsAfter * 1000);
  return { at, level: 'info', message, fields: { size: 7 }, run };
}

export function describeRunLog(name: string, create: () => Promise<RunLogSubject>): void {
  describe(`${name} is a RunLog`, () => {
    let subject: RunLogSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const messages = async (limit = 500): Promise<readonly string[]> =>
      (await subject.log.read(RUN, { limit })).map(({ message }) => message);

    it('returns the lines of the run only, oldest first', async () => {
      await subject.write([
        lineOf(RUN.id, 'began'),
        lineOf(undefined, `tells of ${RUN.id}`, 1),
        lineOf(`${RUN.id}x`, 'of another', 2),
        lineOf(RUN.id, 'ended', 3),
      ]);
      expect(await messages()).to.deep.equal(['began', 'ended']);
    });

    it('returns a line as written', async () => {
      const line: LogLine = {
        at: STARTED_AT,
        level: 'warn',
        message: 'a "message"\nin two lines, \u202e%s',
        fields: { hint: 'do', details: { path: '/x' }, code: 'USAGE' },
      };
      await subject.write([{ ...line, run: RUN.id }]);
      expect(await subject.log.read(RUN, { limit: 1 })).to.deep.equal([line]);
    });

    it('returns the newest lines when there are more than the limit', async () => {
      await subject.write(Array.from({ length: 7 }, (_, index) => lineOf(RUN.id, String(index), index)));
      expect(await messages(3)).to.deep.equal(['4', '5', '6']);
    });

    it('reads a missing log file as empty', async () => {
      expect(await messages()).to.deep.equal([]);
    });

    it("throws the signal's reason when it aborts", async () => {
      const reason = new Error('enough');
      const outcome = subject.log.read(RUN, { limit: 1, signal: AbortSignal.abort(reason) });
      expect(await rejectionOf(outcome)).to.equal(reason);
    });
  });
}
