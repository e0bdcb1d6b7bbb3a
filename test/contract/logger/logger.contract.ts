import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { LogFields, Logger } from '../../../src/application/ports/logger.ts';
import { type LogLevel, LOG_LEVELS } from '../../../src/adapters/outbound/logger/log-record.ts';

/** A record as a reader of the log finds it, in any format. */
export interface ReadRecord {
  readonly level: string;
  readonly message: string;
  readonly error: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface LoggerSubject {
  readonly logger: Logger;
  /** The records written so far. */
  read(): Promise<readonly ReadRecord[]>;
  /** Makes the target of the log unusable. */
  breakLog(): void;
  dispose(): Promise<void>;
}

export function describeLogger(name: string, create: (level: LogLevel) => LoggerSubject): void {
  describe(`${name} is a Logger`, () => {
    let subject: LoggerSubject;

    beforeEach(() => {
      subject = create('debug');
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const writeAll = (logger: Logger): void => {
      logger.debug('one');
      logger.info('two');
      logger.warn('three');
      logger.error('four');
    };

    describe('does not write a record below the configured level', () => {
      for (const [index, level] of LOG_LEVELS.entries()) {
        it(`at ${level}`, async () => {
          await subject.dispose();
          subject = create(level);
          writeAll(subject.logger);
          const levels = (await subject.read()).map((record) => record.level);
          expect(levels).to.deep.equal(LOG_LEVELS.slice(index));
          expect(subject.logger.isDebugEnabled()).to.equal(levels.includes('debug'));
        });
      }
    });

    it('writes message and fields as given', async () => {
      const fields = {
        database: 'app',
        size: 7,
        verified: true,
        label: null,
        checks: ['a', { b: 1 }],
        gone: undefined,
      };
      subject.logger.info('100 % of %s\nwritten', fields);
      const [record] = await subject.read();
      expect(record?.message).to.equal('100 % of %s\nwritten');
      expect(record?.fields).to.deep.equal({
        database: 'app',
        size: 7,
        verified: true,
        label: null,
        checks: ['a', { b: 1 }],
      });
    });

    it('writes an error with its stack and causes', async () => {
      const root = Object.assign(new Error('no room'), { code: 'ENOSPC' });
      subject.logger.error(
        'it failed',
        new TypeError('middle', { cause: new Error('inner', { cause: root }) }),
      );
      const [record] = await subject.read();
      expect(record?.error).to.have.nested.property('name', 'TypeError');
      expect(record?.error).to.have.nested.property('stack').that.includes('logger.contract');
      expect(record?.error).to.have.nested.property('cause.message', 'inner');
      expect(record?.error).to.have.nested.property('cause.cause.message', 'no room');
      expect(record?.error).to.have.nested.property('cause.cause.code', 'ENOSPC');
    });

    it('masks values under the name of a secret, at any depth', async () => {
      const secret = 'hunter2';
      subject.logger.warn('careful', {
        api_tokens: [secret],
        nested: { PASSWORD: secret, list: [{ Authorization: secret }] },
        client_secret: secret,
        encryption_identity_file: secret,
      });
      const records = await subject.read();
      expect(records).to.have.length(1);
      expect(JSON.stringify(records)).not.to.include(secret);
      expect(records[0]?.fields).to.have.nested.property('nested.PASSWORD', '***');
    });

    describe('never throws from a log call', () => {
      const circular: { self?: unknown } = {};
      circular.self = circular;
      const thrower = {
        get boom(): string {
          throw new Error('boom');
        },
      };

      for (const [what, fields] of [
        ['a circle', circular],
        ['a big integer', { big: 7n }],
        ['a getter that throws', thrower],
        ['a function, a symbol, a wrong date', { f: () => 1, s: Symbol('s'), d: new Date(NaN), n: NaN }],
      ] as const) {
        it(`with ${what} among the fields, and the message is written`, async () => {
          subject.logger.info('odd', fields as unknown as LogFields);
          expect((await subject.read()).map(({ message }) => message)).to.deep.equal(['odd']);
        });
      }

      const ownCause = new Error('ouroboros');
      ownCause.cause = ownCause;
      const unreadable = new Error('unreadable');
      Object.defineProperty(unreadable, 'stack', {
        get: () => {
          throw new Error('boom');
        },
      });

      for (const [what, error] of [
        ['an error that is its own cause', ownCause],
        ['an error that cannot be read', unreadable],
        ['a text', 'just text'],
        ['null', null],
      ] as const) {
        it(`with ${what} as error, and the message is written`, async () => {
          subject.logger.error('odd', error);
          const records = await subject.read();
          expect(records.map(({ message }) => message)).to.deep.equal(['odd']);
          expect(records[0]?.error).not.to.equal(undefined);
        });
      }

      it('when the log cannot be written', async () => {
        subject.breakLog();
        expect(() => {
          writeAll(subject.logger);
        }).not.to.throw();
        expect(await subject.read()).to.deep.equal([]);
      });
    });
  });
}
