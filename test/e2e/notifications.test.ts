import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { HttpReceiver } from '../support/http-receiver.ts';
import { SmtpReceiver } from '../support/smtp-receiver.ts';
import { createLargeDatabase } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

interface Told {
  readonly event: string;
  readonly database: string | null;
  readonly code: string | null;
  readonly recovered_from: string | null;
}

describe('notifications of the command line', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let database: string;
  let hooks: HttpReceiver;
  let monitor: HttpReceiver;
  let mail: SmtpReceiver;

  beforeEach(async () => {
    [hooks, monitor, mail] = await Promise.all([
      HttpReceiver.start(),
      HttpReceiver.start(),
      SmtpReceiver.start(),
    ]);
    const bare = Workspace.create();
    const notify = [
      { type: 'webhook', url: hooks.url('/hook').href, events: ['failed', 'recovered', 'retention_frozen'] },
      { type: 'heartbeat', url: monitor.url('/ping').href },
      {
        type: 'email',
        host: '127.0.0.1',
        port: mail.port,
        from: 'backup@example.org',
        to: ['ops@example.org'],
        events: ['failed'],
      },
    ];
    const env = { BACKUP_NOTIFY: JSON.stringify(notify), BACKUP_NOTIFY_WEBHOOK_SECRET: 's3cr3t' };
    workspace = bare.with({ env });
    database = workspace.path('app.db');
    await createLargeDatabase(database, 1);
  });

  afterEach(async () => {
    workspace.remove();
    await Promise.all([hooks.stop(), monitor.stop(), mail.stop()]);
  });

  const told = (): readonly Told[] => hooks.received.map(({ body }) => JSON.parse(body) as Told);
  const pings = (): readonly string[] => monitor.received.map(({ url }) => url);

  it('report a failing create once, and its recovery', async () => {
    await workspace.create(database);
    rmSync(database);
    const failed = await workspace.run('create', database);
    expect(failed.exitCode).to.equal(3);
    expect(told().map(({ event, database: name, code }) => [event, name, code])).to.deep.equal([
      ['failed', 'app', 'DATABASE_NOT_FOUND'],
    ]);
    expect(hooks.received[0]?.headers['x-backup-signature']).to.match(/^t=\d+,v1=[0-9a-f]{64}$/);
    expect(mail.mails[0]?.text).to.include('[backup] app: create failed');
    await workspace.run('create', database);
    expect(told()).to.have.lengthOf(1);
    await createLargeDatabase(database, 1);
    await workspace.create(database);
    expect(told().at(-1)).to.include({ event: 'recovered', recovered_from: 'failed' });
    expect(mail.mails).to.have.lengthOf(1);
    expect(pings()).to.deep.equal([
      ...['/ping/start', '/ping'],
      ...['/ping/start', '/ping/fail'],
      ...['/ping/start', '/ping/fail'],
      ...['/ping/start', '/ping'],
    ]);
  });

  it('report changes of the health of the backups', async () => {
    await workspace.create(database);
    writeFileSync(database, 'no database any more');
    expect((await workspace.run('create', database)).exitCode).to.equal(5);
    expect(told().map(({ event }) => event)).to.have.members(['failed', 'retention_frozen']);
  });

  it('send no heartbeat for an unverified backup', async () => {
    await workspace.create(database, '--no-verify');
    expect(pings()).to.deep.equal(['/ping/start']);
  });

  it('do not fail or delay a backup, and are delivered by the next process', async () => {
    hooks.answer = undefined;
    rmSync(database);
    expect((await workspace.run('create', database)).exitCode).to.equal(3);
    const record = join(workspace.backupDir, '.state', 'notifications.json');
    expect(JSON.parse(readFileSync(record, 'utf8')))
      .to.have.property('outbox')
      .with.lengthOf(1);
    const [first] = hooks.received;
    hooks.answer = { status: 200 };
    const before = hooks.received.length;
    await workspace.run('health');
    expect(hooks.received.slice(before).map(({ body }) => body)).to.deep.equal([first?.body]);
  });

  it('appear in health and in the log when they are not delivered', async () => {
    hooks.answer = { status: 403 };
    rmSync(database);
    await workspace.run('create', database);
    const { stdout } = await workspace.run('health');
    expect(stdout).to.include('webhook').and.include('answered 403');
    const log = readFileSync(workspace.path('logs', 'backup.log'), 'utf8');
    expect(log).to.include('a notification could not be delivered').and.not.include('/hook');
  });

  it('are tested', async () => {
    hooks.answer = { status: 404 };
    const { exitCode, stdout } = await workspace.run('notify', 'test', '--json');
    expect(exitCode).to.equal(1);
    const results = JSON.parse(stdout) as readonly { channel: string; result: string; detail: string }[];
    expect(results.map(({ channel, result, detail }) => [channel, result, detail])).to.deep.equal([
      ['webhook', 'failed', 'answered 404'],
      ['heartbeat', 'delivered', ''],
      ['email', 'delivered', ''],
    ]);
    expect(pings()).to.deep.equal(['/ping/log']);
    expect(mail.mails[0]?.text).to.include('test of this channel');
  });

  it('are masked in config, and leave no record without a channel', async () => {
    const { stdout } = await workspace.run('config');
    expect(stdout).to.include('/***').and.not.include('/hook').and.not.include('s3cr3t');
    await workspace.with({ env: { BACKUP_NOTIFY: '[]' } }).create(database);
    expect(existsSync(join(workspace.backupDir, '.state', 'notifications.json'))).to.equal(false);
  });
});
