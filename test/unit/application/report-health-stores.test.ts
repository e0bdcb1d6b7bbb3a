import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import {
  ReportHealth,
  type HealthPolicy,
  type HealthReport,
} from '../../../src/application/report-health.ts';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { NOW, aVerification, daysBefore } from '../../support/backup-builder.ts';
import { aRun, ended, started } from '../../support/history-records.ts';
import { InMemoryProduct, keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { publishBackup, type PublishOptions } from '../../support/publish-backup.ts';
import { settled } from '../../support/scheduled-product.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

describe('the health report of several stores', () => {
  let product: InMemoryProduct;
  let nasDisk: InMemoryDisk;
  let nas: InMemoryBackupStore;
  let offsiteDisk: InMemoryDisk;
  let offsite: InMemoryBackupStore;

  beforeEach(() => {
    product = new InMemoryProduct();
    product.clock.setNow(NOW);
    product.databases.push({ name: 'app', path: SOURCE_PATH });
    nasDisk = new InMemoryDisk();
    nas = new InMemoryBackupStore(nasDisk);
    offsiteDisk = new InMemoryDisk();
    offsite = new InMemoryBackupStore(offsiteDisk);
    product.stores.push({ name: 'nas', type: 'directory' as const, store: nas });
    product.stores.push({ name: 'offsite', type: 's3', store: offsite });
  });

  const reporter = (changes: Partial<HealthPolicy> = {}): ReportHealth => {
    const policy = {
      databases: product.databases,
      ...{ maxAgeHours: 26, diskWarningPercent: 100, diskCriticalPercent: 100, minFreeBytes: 0 },
      ...{ requireCopies: 1, requireOffsite: false },
      ...{ retention: aRetentionPolicy(), ownRetention: new Map<string, RetentionPolicy>() },
    };
    return new ReportHealth(
      {
        ...{ store: product.store, stores: product.stores, staging: product.staging, clock: product.clock },
        ...{ sourceFiles: product.sourceFiles, diskSpace: product.diskSpace, history: product.history },
        ...{ anomalies: product.anomalies, quarantine: product.quarantine, recorder: product.recorder },
      },
      { ...policy, ...changes },
    );
  };
  const report = (changes: Partial<HealthPolicy> = {}) => reporter(changes).execute();
  const findings = ({ backupDirectory, recentBackup }: HealthReport) =>
    [...backupDirectory.findings, ...recentBackup.findings].map(
      ({ status, kind, database = '-' }) => `${status} ${kind} ${database}`,
    );
  const local = (options: PublishOptions = {}) => publishBackup(product.disk, product.store, options);
  const inNas = (options: PublishOptions = {}) => publishBackup(nasDisk, nas, options);
  const inOffsite = (options: PublishOptions = {}) => publishBackup(offsiteDisk, offsite, options);
  const everywhere = async (options: PublishOptions = {}): Promise<Backup> => {
    await inNas(options);
    await inOffsite(options);
    return local(options);
  };
  const unreachable = () => Promise.reject(new StoreException('no route', { hint: 'Check the network.' }));

  it('is healthy with all copies, and describes each store', async () => {
    await everywhere({ createdAt: daysBefore(1) });
    const newest = await everywhere({ createdAt: daysBefore(0.5) });
    const healthy = await report({ requireCopies: 3, requireOffsite: true });
    expect([healthy.overallStatus, findings(healthy)]).to.deep.equal(['healthy', []]);
    const common = {
      isReachable: true,
      backups: 2,
      storedBytes: 2 * newest.storedBytes,
      newestVerified: newest.filename,
      newestVerifiedAt: newest.createdAt,
      unchangedAt: undefined,
      lastError: undefined,
      location: 'memory:',
    };
    expect(healthy.stores).to.deep.equal([
      { name: 'local', type: 'directory', ...common },
      { name: 'nas', type: 'directory', ...common },
      { name: 'offsite', type: 's3', ...common },
    ]);
  });

  it('counts a store as up to date by the last run that found the database unchanged', async () => {
    const found = async (store: InMemoryBackupStore, filename: string, at: Date): Promise<void> => {
      const backup = (await store.list()).find((one) => one.filename === filename);
      await store.saveState(backup!, { ...backup!.state, currentAsOf: at });
    };
    const { filename } = await everywhere({ createdAt: daysBefore(3) });
    // The other stores did not answer when the run recorded it: they have the same content.
    await found(product.store, filename, daysBefore(0.5));
    const idle = await report();
    expect([idle.overallStatus, findings(idle)]).to.deep.equal(['healthy', []]);
    expect(idle.stores.map(({ unchangedAt }) => unchangedAt)).to.deep.equal([
      daysBefore(0.5),
      undefined,
      undefined,
    ]);
    // Then it changed: a store that lacks the new backup is behind since the old one was current.
    await found(nas, filename, daysBefore(0.5));
    await local({ createdAt: daysBefore(0.25), content: 'SQLite format 3\0another' });
    const lag = (await report()).backupDirectory.findings.map(({ message }) => message);
    expect(lag).to.deep.equal([
      'the store nas is behind: lacks 1 backup of app; its newest verified one of app is 6.0 h older than the newest of all',
      'the store offsite is behind: lacks 1 backup of app; its newest verified one of app is 66.0 h older than the newest of all',
    ]);
  });

  it('finds too few copies, and no copy off-site', async () => {
    const options = { createdAt: daysBefore(0.5) };
    const { filename } = await local(options);
    await inNas(options);
    const found = await report({ requireCopies: 3, requireOffsite: true });
    expect(findings(found)).to.include.members(['warning copies_missing app', 'warning offsite_missing app']);
    const [copies, missing] = found.recentBackup.findings;
    expect(copies?.message).to.equal(
      `the newest verified backup of app has 2 good copies (require_copies is 3): ${filename} in local, nas`,
    );
    expect(missing?.hint).to.include('backup-manager sync --database app');
    expect(findings(await report({ requireCopies: 2 }))).not.to.include('warning copies_missing app');
  });

  it('does not count a delta without the backups below it', async () => {
    const createdAt = daysBefore(0.5);
    const [full, , incr] = await publishChain(product.disk, product.store, ['diff', 'incr'], { createdAt });
    await publishChain(nasDisk, nas, ['diff', 'incr'], { createdAt });
    await publishChain(offsiteDisk, offsite, ['diff', 'incr'], { createdAt });
    const policy = { requireCopies: 3, requireOffsite: true };
    expect(findings(await report(policy))).to.deep.equal([]);
    await offsite.remove(full!);
    const found = await report(policy);
    expect(findings(found)).to.have.members([
      'warning copies_missing app',
      'warning offsite_missing app',
      'warning store_lagging app',
    ]);
    expect(found.recentBackup.findings[0]?.message).to.include(`has 2 good copies`);
    expect(found.stores.map(({ newestVerified }) => newestVerified)).to.deep.equal([
      incr!.filename,
      incr!.filename,
      undefined,
    ]);
    await offsite.place(manifestOf(full!)!, full!.state, await product.store.open(full!));
    expect(findings(await report(policy))).to.deep.equal([]);
  });

  it('does not count a lost, damaged or unreachable copy', async () => {
    const backup = await everywhere({ createdAt: daysBefore(0.5) });
    nasDisk.remove(keyOf(backup));
    const [copy] = await offsite.list();
    await offsite.saveState(copy!, { ...copy!.state, verifications: [aVerification('failed')] });
    const found = await report({ requireCopies: 2, requireOffsite: true });
    expect(findings(found)).to.include.members(['warning copies_missing app', 'warning offsite_missing app']);
    await offsite.saveState(copy!, copy!.state);
    expect(findings(await report({ requireCopies: 2 }))).not.to.include('warning copies_missing app');
    offsite.list = unreachable;
    const without = await report({ requireCopies: 2 });
    expect(without.recentBackup.findings[0]?.message)
      .to.include('1 good copy')
      .and.include('unreachable: offsite');
  });

  it('warns of a store that cannot be listed, with its message, and lists the others', async () => {
    await everywhere({ createdAt: daysBefore(0.5) });
    nas.list = unreachable;
    const found = await report();
    expect(findings(found)).to.deep.equal(['warning store_unreachable -']);
    expect(found.backupDirectory.findings[0]).to.include({
      message: 'the store nas cannot be listed: no route',
      hint: 'Check the network.',
    });
    expect(found.stores[1]).to.deep.include({
      name: 'nas',
      isReachable: false,
      backups: undefined,
      lastError: { at: NOW, message: 'no route' },
    });
    expect(found.recentBackup.databases[0]?.backupFiles).to.equal(1);
  });

  it('is critical when it is the primary store', async () => {
    await everywhere({ createdAt: daysBefore(0.5) });
    product.store.list = unreachable;
    const found = await report();
    expect(findings(found)).to.include.members([
      'critical directory_not_listable -',
      'critical store_unreachable -',
    ]);
  });

  it('does not wait for a slow store beyond the limit, nor start a second listing', async () => {
    await everywhere({ createdAt: daysBefore(0.5) });
    let listings = 0;
    let answer = (): void => undefined;
    const list = nas.list.bind(nas);
    nas.list = async () => {
      listings += 1;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return list();
    };
    const slow = reporter();
    const first = slow.execute();
    await settled();
    product.clock.advance(30_000);
    expect(findings(await first)).to.deep.equal(['warning store_unreachable -']);
    const second = slow.execute();
    answer();
    expect(findings(await second)).to.deep.equal([]);
    expect(listings).to.equal(1);
  });

  it('finds the store that lacks backups, and how far it is behind', async () => {
    await everywhere({ createdAt: daysBefore(3) });
    await local({ createdAt: daysBefore(1) });
    await inNas({ createdAt: daysBefore(1) });
    await local({ createdAt: daysBefore(0.5) });
    await inNas({ createdAt: daysBefore(0.5) });
    const found = await report();
    expect(findings(found)).to.deep.equal(['warning store_lagging app']);
    expect(found.backupDirectory.findings[0]).to.include({
      message:
        'the store offsite is behind: lacks 2 backups of app; its newest verified one of app is 60.0 h older than the newest of all',
      hint: 'Run: backup-manager sync --store offsite',
    });
  });

  it('does not miss what retention of the store would remove', async () => {
    product.stores[1] = {
      ...product.stores[1]!,
      retention: aRetentionPolicy({ keepDays: 0, maxBackupFiles: 1 }),
    };
    await local({ createdAt: daysBefore(3) });
    await inOffsite({ createdAt: daysBefore(3) });
    await everywhere({ createdAt: daysBefore(0.5) });
    expect(findings(await report())).to.deep.equal([]);
  });

  it('does not miss copies that a running backup is still placing', async () => {
    await everywhere({ createdAt: daysBefore(1) });
    await local({ createdAt: NOW });
    await product.history.append(started(1, { startedAt: NOW }));
    expect(findings(await report({ requireCopies: 3 }))).to.deep.equal([]);
  });

  it('shows the last failure of a store until a later run succeeds there', async () => {
    await everywhere({ createdAt: daysBefore(0.5) });
    const at = daysBefore(0.5);
    const placement = { facts: { failed_stores: { nas: 'no space' } } };
    await product.history.append(ended(1, { run: aRun(1, { startedAt: at }), ...placement }));
    expect((await report()).stores.map(({ lastError }) => lastError)).to.deep.equal([
      undefined,
      { at, message: 'no space' },
      undefined,
    ]);
    const sync = aRun(2, { operation: 'sync', startedAt: NOW });
    await product.history.append(ended(2, { run: sync, facts: { copied: 1, store: 'nas' } }));
    expect((await report()).stores[1]?.lastError).to.equal(undefined);
  });
});
