import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CopyBackupsCommand } from '../../../src/application/copy-backups.ts';
import type { CopiesReport } from '../../../src/application/stores/copies-report.ts';
import type { SyncStoresCommand } from '../../../src/application/sync-stores.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { fakeServices } from './fake-services.ts';
import { invoke, recording } from './invoke.ts';

const FILE = 'app-20261122T210800123Z.db.gz';

const UNREACHABLE = new StoreException('the store offsite cannot be reached', {
  hint: 'Check the network.',
  details: { store: 'offsite', reason: 'unreachable' },
});

const REPORT: CopiesReport = {
  copied: [{ filename: FILE, database: 'app', store: 'nas', from: 'local', storedBytes: 102_400 }],
  failed: [{ filename: undefined, database: undefined, store: 'offsite', error: UNREACHABLE }],
  skipped: [
    {
      filename: 'app-20261101T000000000Z.db.gz',
      database: 'app',
      store: 'nas',
      rule: 'retention',
      reason: 'retention would remove it: older than 7 days',
    },
  ],
  sourceFailures: [],
  dryRun: false,
};

const syncing = (report: CopiesReport) => ({ syncStores: { execute: () => Promise.resolve(report) } });

describe('copy', () => {
  it('passes its request on and prints the copies', async () => {
    const commands: CopyBackupsCommand[] = [];
    const copyBackups = recording(fakeServices().copyBackups, commands);
    const { exitCode, stdout } = await invoke(['copy', FILE, '--from', 'local', '--to', 'nas'], {
      services: { copyBackups },
    });
    expect(commands).to.deep.equal([
      { filename: FILE, from: 'local', to: 'nas', database: undefined, dryRun: undefined },
    ]);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^copied +app-\S+ +nas +from local, 102 kB$/m);
    expect(stdout).to.match(/^copied 1, failed 0, skipped 0$/m);
  });

  it('takes --all with a database, and shows the plan of a dry run although --quiet is given', async () => {
    const commands: CopyBackupsCommand[] = [];
    const copyBackups = recording(fakeServices().copyBackups, commands);
    const call = ['copy', '--all', '--database', 'app', '--from', 'a', '--to', 'b', '--dry-run', '--quiet'];
    const { stdout } = await invoke(call, { services: { copyBackups } });
    expect(commands[0]).to.include({ filename: undefined, database: 'app', dryRun: true });
    expect(stdout).to.match(/^would copy 1, failed 0, skipped 0$/m);
  });

  for (const call of [
    ['copy', '--from', 'a', '--to', 'b'],
    ['copy', FILE, '--all', '--from', 'a', '--to', 'b'],
    ['copy', FILE, '--database', 'app', '--from', 'a', '--to', 'b'],
    ['copy', FILE, '--to', 'b'],
    ['copy', FILE, '--from', 'a'],
  ]) {
    it(`refuses ${call.join(' ')}`, async () => {
      const { exitCode, requests } = await invoke(call);
      expect([exitCode, requests]).to.deep.equal([2, []]);
    });
  }
});

describe('sync', () => {
  it('passes its request on; says when nothing is missing', async () => {
    const commands: SyncStoresCommand[] = [];
    const syncStores = recording(fakeServices().syncStores, commands);
    const { exitCode, stdout } = await invoke(['sync', '--store', 'nas', '--database', 'app'], {
      services: { syncStores },
    });
    expect(commands).to.deep.equal([{ store: 'nas', database: 'app' }]);
    expect([exitCode, stdout]).to.deep.equal([0, 'No copy of app is missing.\n']);
  });

  it('does not call a misspelt database complete', async () => {
    const services = { listBackups: { execute: () => Promise.resolve({ restorePoints: [], failures: [] }) } };
    const { stdout } = await invoke(['sync', '--database', 'shpo'], { services });
    expect(stdout).to.equal('No backups of shpo in any store.\n');
  });

  it('exits 13 with each failure and its hint', async () => {
    const { exitCode, stdout, stderr } = await invoke(['sync'], { services: syncing(REPORT) });
    expect(exitCode).to.equal(13);
    expect(stdout).to.match(/^skipped +app-20261101T000000000Z\.db\.gz +nas +retention would remove it/m);
    expect(stderr).to.equal(
      'error: STORE: store offsite: the store offsite cannot be reached\nhint: Check the network.\n',
    );
  });

  it('exits 13 when a copy could not be read, although another store served', async () => {
    const unreadable = { filename: FILE, database: 'app', store: 'local', error: UNREACHABLE };
    const report = { ...REPORT, failed: [], sourceFailures: [unreadable] };
    const { exitCode, stdout } = await invoke(['sync'], { services: syncing(report) });
    expect(exitCode).to.equal(13);
    expect(stdout).to.match(/^unreadable +app-\S+ +local /m);
    expect(stdout).to.match(/^copied 1, failed 0, unreadable 1, skipped 1$/m);
  });

  it('prints one document with --json', async () => {
    const { json } = await invoke(['sync', '--json'], { services: syncing(REPORT) });
    expect(json()).to.deep.equal({
      copied: [{ filename: FILE, database: 'app', store: 'nas', from: 'local', size: 102_400 }],
      failed: [
        {
          filename: null,
          database: null,
          store: 'offsite',
          error: {
            code: 'STORE',
            message: 'the store offsite cannot be reached',
            hint: 'Check the network.',
            details: { store: 'offsite', reason: 'unreachable' },
          },
        },
      ],
      skipped: [
        {
          filename: 'app-20261101T000000000Z.db.gz',
          database: 'app',
          store: 'nas',
          rule: 'retention',
          reason: 'retention would remove it: older than 7 days',
        },
      ],
      source_failures: [],
      dry_run: false,
    });
  });
});
