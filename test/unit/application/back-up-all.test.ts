import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import {
  BackUpAll,
  type BackUpAllCommand,
  type BackUpOutcome,
} from '../../../src/application/back-up-all.ts';
import type { CreateBackupCommand } from '../../../src/application/create-backup.ts';
import type { Inventory } from '../../../src/application/databases/database-inventory.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { backupWith, manifestWith } from '../../integration/cli/fake-services.ts';
import { A_FULL, daysBefore } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const NOTHING_FOUND: Inventory = {
  databases: [],
  clashes: [],
  appeared: [],
  vanished: [],
  problems: [],
  failure: undefined,
};

function databases(count: number): Inventory['databases'] {
  return Array.from({ length: count }, (_, index) => ({ name: `db${index}`, path: `/t/db${index}.db` }));
}

describe('BackUpAll', () => {
  let logger: InMemoryLogger;
  let inventory: Inventory;
  let refreshed: number;
  let failures: Map<string, Error>;
  let commands: CreateBackupCommand[];
  let atWork: number;
  let mostAtWork: number;

  beforeEach(() => {
    logger = new InMemoryLogger('debug');
    inventory = NOTHING_FOUND;
    refreshed = 0;
    failures = new Map();
    commands = [];
    atWork = 0;
    mostAtWork = 0;
  });

  const all = (concurrency = 3): BackUpAll =>
    new BackUpAll(
      {
        inventory: {
          refresh: () => {
            refreshed += 1;
            return Promise.resolve(inventory);
          },
        },
        createBackup: {
          execute: async (command) => {
            commands.push(command);
            atWork += 1;
            mostAtWork = Math.max(mostAtWork, atWork);
            for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
            atWork -= 1;
            const failure = failures.get(command.database ?? '');
            if (failure !== undefined) throw failure;
            const manifest = manifestWith({ database: command.database ?? 'app' });
            return {
              backup: backupWith({}, manifest),
              manifest,
              verified: true,
              ...A_FULL,
              removed: [],
              copies: [],
              cleanupProblem: undefined,
            };
          },
        },
        logger,
      },
      { concurrency },
    );

  const summary = (outcomes: readonly BackUpOutcome[]): readonly string[] =>
    outcomes.map(({ database, error }) => `${database ?? '-'} ${error?.code ?? 'ok'}`);

  it('backs up every database, a few at a time, and returns them in order', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(10) };
    const { outcomes } = await all().execute({ label: 'nightly' });
    expect(summary(outcomes)).to.deep.equal(databases(10).map(({ name }) => `${name} ok`));
    expect(mostAtWork).to.equal(3);
    expect(commands[0]).to.deep.equal({ sourcePath: '/t/db0.db', database: 'db0', label: 'nightly' });
  });

  it('requests the type of each', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(2) };
    await all().execute({ type: 'full' });
    expect(commands.map(({ type }) => type)).to.deep.equal(['full', 'full']);
  });

  it('continues after a failure', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(4) };
    failures.set('db1', new DatabaseAccessException('locked', { hint: 'Wait.' }));
    const { outcomes } = await all(1).execute({});
    expect(summary(outcomes)).to.deep.equal(['db0 ok', 'db1 DATABASE_ACCESS', 'db2 ok', 'db3 ok']);
  });

  it('backs up the others before it throws a bug', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(4) };
    const bug = new TypeError('x is undefined');
    failures.set('db1', bug);
    expect(await rejectionOf(all(2).execute({}))).to.equal(bug);
    expect(commands).to.have.length(4);
  });

  it('reports each as soon as it is done', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(2) };
    const told: string[] = [];
    const onOutcome = ({ database }: BackUpOutcome, done: number, total: number): void => {
      told.push(`${database ?? '-'} ${done}/${total}`);
    };
    await all(1).execute({}, { onOutcome });
    expect(told).to.deep.equal(['db0 1/2', 'db1 2/2']);
  });

  it('takes the named ones, without a search', async () => {
    const { outcomes } = await all().execute({ databases: [{ name: undefined, path: '/x.db' }] });
    expect(summary(outcomes)).to.deep.equal(['- ok']);
    expect([refreshed, commands[0]?.database]).to.deep.equal([0, undefined]);
  });

  it('takes the one with the name', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(4) };
    expect(summary((await all().execute({ database: 'db2' })).outcomes)).to.deep.equal(['db2 ok']);
    const unknown = await rejectionOf(all().execute({ database: 'db9' }));
    expect(unknown).to.be.instanceOf(UsageException).and.to.have.property('message').that.includes('db9');
  });

  it('does not start waiting databases after a cancellation', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(5) };
    const controller = new AbortController();
    const running = all(1).execute(
      {},
      {
        signal: controller.signal,
        onOutcome: () => {
          controller.abort();
        },
      },
    );
    expect(summary((await running).outcomes)).to.deep.equal([
      'db0 ok',
      ...['db1', 'db2', 'db3', 'db4'].map((name) => `${name} CANCELLED`),
    ]);
    expect(commands).to.have.length(1);
  });

  it('refuses to back up nothing', async () => {
    const error = await rejectionOf(all().execute({}));
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.include('databases_directory');
  });

  it('refuses a long label once, and starts no database', async () => {
    inventory = { ...NOTHING_FOUND, databases: databases(3) };
    const error = await rejectionOf(all().execute({ label: 'x'.repeat(1001) }));
    expect(error).to.be.instanceOf(UsageException);
    expect(commands).to.deep.equal([]);
  });

  describe('with discovered databases', () => {
    const clash = { name: 'db0', path: '/t/x/db0.db', otherPath: '/t/db0.db' };
    const failure = new DatabaseNotFoundException('there is no directory /t', {
      hint: 'Look.',
      details: { path: '/t' },
    });

    it('fails for each database whose name belongs to another', async () => {
      inventory = { ...NOTHING_FOUND, databases: databases(1), clashes: [clash] };
      const { outcomes } = await all().execute({});
      expect(summary(outcomes)).to.deep.equal(['db0 ok', 'db0 USAGE']);
      expect(outcomes[1]?.error?.hint).to.include('"/t/x/db0.db"');
      expect(summary((await all().execute({ database: 'db0' })).outcomes)).to.deep.equal(['db0 ok']);
    });

    it('passes on that databases were moved, but not for a name of two', async () => {
      inventory = { ...NOTHING_FOUND, databases: databases(2), clashes: [clash] };
      await all(1).execute({ moved: true });
      expect(commands.map(({ database, moved }) => [database, moved])).to.deep.equal([
        ['db0', undefined],
        ['db1', true],
      ]);
    });

    it('backs up the configured ones and fails for the directory', async () => {
      inventory = { ...NOTHING_FOUND, databases: databases(1), failure };
      const { outcomes } = await all().execute({});
      expect(summary(outcomes)).to.deep.equal(['db0 ok', '- DATABASE_NOT_FOUND']);
      expect(outcomes[1]?.path).to.equal('/t');
      expect(summary((await all().execute({ database: 'db0' })).outcomes)).to.deep.equal(['db0 ok']);
      inventory = { ...inventory, failure: new DatabaseNotFoundException('gone', { hint: '' }) };
      expect((await all().execute({})).outcomes[1]?.path).to.equal('');
    });

    it('reports new and missing databases', async () => {
      const vanished = [{ name: 'old', path: '/t/old.db', lastSeenAt: daysBefore(1) }];
      inventory = { ...NOTHING_FOUND, databases: databases(1), appeared: ['db0'], vanished };
      const command: BackUpAllCommand = {};
      expect(await all().execute(command)).to.deep.include({ appeared: ['db0'], vanished });
      expect(logger.records.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
        'info: new database: db0',
        'warn: database gone: old, no longer at /t/old.db',
      ]);
    });

    it('fails for unreadable places, unless one database was named and found', async () => {
      const problems = [{ path: '/t/secret', message: '/t/secret could not be looked into', hint: 'chmod' }];
      inventory = { ...NOTHING_FOUND, databases: databases(1), problems };
      const { outcomes } = await all().execute({});
      expect(summary(outcomes)).to.deep.equal(['db0 ok', '- DATABASE_ACCESS']);
      expect([outcomes[1]?.path, outcomes[1]?.error?.hint]).to.deep.equal(['/t/secret', 'chmod']);
      expect(logger.records.map(({ message }) => message)).to.deep.equal([problems[0]?.message]);
      expect(summary((await all().execute({ database: 'db0' })).outcomes)).to.deep.equal(['db0 ok']);
      expect(summary((await all().execute({ database: 'db9' })).outcomes)).to.deep.equal([
        '- DATABASE_ACCESS',
      ]);
    });
  });
});
