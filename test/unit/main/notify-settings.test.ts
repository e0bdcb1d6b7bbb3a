import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../../../src/domain/notification/notification.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const WEBHOOK = { type: 'webhook', url: 'https://chat.example.org/hooks/t0ps3cr3t' };
const EMAIL = { type: 'email', host: 'smtp.example.org', from: 'b@example.org', to: ['ops@example.org'] };

describe('notify', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'backup-manager-notify-'));
    writeFileSync(join(folder, 'secret'), 's3cr3t-from-file\n');
    writeFileSync(join(folder, 'url'), 'https://hc.example.org/t0ps3cr3t\n');
    writeFileSync(join(folder, 'empty'), '\n');
    writeFileSync(join(folder, 'nonsense'), 'ftp://t0ps3cr3t.example.org');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const load = (notify: unknown, env: NodeJS.ProcessEnv = {}): Settings =>
    loadSettings({ env, cwd: folder, overrides: { notify: { value: notify, source: 'a test' } } });

  const refusal = (notify: unknown, env: NodeJS.ProcessEnv = {}): ConfigurationException => {
    try {
      load(notify, env);
    } catch (error) {
      if (error instanceof ConfigurationException) return error;
      throw error;
    }
    throw new Error(`${JSON.stringify(notify)} was taken`);
  };

  it('is empty by default', () => {
    expect(loadSettings({ env: {}, cwd: folder }).notify).to.deep.equal([]);
  });

  it('has webhooks, heartbeats and mail with their events', () => {
    const { notify } = load([
      { ...WEBHOOK, name: 'ops', secret: 'x', events: ['failed'], databases: ['app'] },
      { type: 'heartbeat', url: 'http://127.0.0.1:8000/ping' },
      { ...EMAIL, port: 465, user: 'u', password: 'p' },
    ]);
    expect(notify).to.deep.equal([
      {
        channel: { name: 'ops', type: 'webhook', events: ['failed'], databases: ['app'] },
        webhook: { url: new URL(WEBHOOK.url), secret: 'x' },
      },
      {
        channel: { name: 'heartbeat', type: 'heartbeat', events: HEARTBEAT_EVENTS, databases: undefined },
        heartbeat: { url: new URL('http://127.0.0.1:8000/ping'), method: 'POST' },
      },
      {
        channel: { name: 'email', type: 'email', events: ALERT_EVENTS, databases: undefined },
        email: {
          host: 'smtp.example.org',
          port: 465,
          user: 'u',
          password: 'p',
          from: 'b@example.org',
          to: ['ops@example.org'],
        },
      },
    ]);
  });

  it('can be given as text', () => {
    const settings = loadSettings({ env: { BACKUP_NOTIFY: JSON.stringify([EMAIL]) }, cwd: folder });
    expect(settings.notify).to.have.lengthOf(1);
    expect(settings.notify[0]).to.have.nested.property('email.port', 587);
  });

  it('reads secrets from files and from the environment', () => {
    const { notify } = load(
      [
        { type: 'webhook', name: 'chat.ops', secret_file: 'secret' },
        { type: 'heartbeat', url_file: join(folder, 'url'), method: 'GET' },
        { ...EMAIL, user: 'u' },
      ],
      { BACKUP_NOTIFY_CHAT_OPS_URL: WEBHOOK.url, BACKUP_NOTIFY_EMAIL_PASSWORD: 'p' },
    );
    expect(notify[0]).to.have.deep.property('webhook', {
      url: new URL(WEBHOOK.url),
      secret: 's3cr3t-from-file',
    });
    expect(notify[1]).to.have.deep.nested.property(
      'heartbeat.url',
      new URL('https://hc.example.org/t0ps3cr3t'),
    );
    expect(notify[2]).to.have.nested.property('email.password', 'p');
  });

  it('is shown without its secrets', () => {
    const entries = [
      { ...WEBHOOK, name: 'ops', secret: 's3cr3t', databases: ['app'] },
      { ...EMAIL, user: 'u', password: 's3cr3t' },
      { type: 'webhook', name: 'file', url_file: 'url', secret_file: 'secret' },
    ];
    const shown = load(entries).provenance.find(({ key }) => key === 'notify');
    expect(shown?.source).to.equal('a test');
    expect(shown?.value).to.deep.equal([
      {
        type: 'webhook',
        url: 'https://chat.example.org/***',
        name: 'ops',
        secret: '***',
        databases: ['app'],
      },
      { ...EMAIL, user: 'u', password: '***' },
      { type: 'webhook', name: 'file', url_file: 'url', secret_file: 'secret' },
    ]);
  });

  for (const [notify, problem] of [
    ['t0ps3cr3t', 'must be a list'],
    [{ ...WEBHOOK }, 'must be a list'],
    [['t0ps3cr3t'], 'entry 1 must be {"type"'],
    [[{ url: WEBHOOK.url }], 'entry 1 lacks "type": it must be one of webhook, heartbeat, email'],
    [[{ ...WEBHOOK, type: 'sms' }], 'has a wrong "type"'],
    [[{ ...WEBHOOK, tokn: 't0ps3cr3t' }], 'has the unknown field "tokn"'],
    [[{ ...WEBHOOK, evnts: ['failed'] }], 'unknown field "evnts"; did you mean "events"?'],
    [[{ ...WEBHOOK, method: 'GET' }], 'has the unknown field "method"'],
    [[{ ...WEBHOOK, name: 'a b' }], 'has a wrong "name"'],
    [[{ ...WEBHOOK, events: [] }], 'has a wrong "events": it must be a list of failed, missed'],
    [[{ ...WEBHOOK, events: ['started'] }], 'has a wrong "events"'],
    [
      [{ ...WEBHOOK, type: 'heartbeat', events: ['missed'] }],
      'it must be a list of started, succeeded, failed',
    ],
    [[{ ...WEBHOOK, databases: ['a/b'] }], 'has a wrong "databases"'],
    [
      [{ ...WEBHOOK, url: 'ftp://t0ps3cr3t' }],
      'has a wrong "url": it must be a URL that begins with https://',
    ],
    [[{ ...WEBHOOK, url: 't0ps3cr3t' }], 'has a wrong "url"'],
    [[{ ...WEBHOOK, url: 7 }], 'has a wrong "url": it must be a text'],
    [[{ ...WEBHOOK, url: 'https://u:t0ps3cr3t@h/' }], 'it must not hold a user or a password'],
    [[{ ...WEBHOOK, secret: ' ' }], 'has a wrong "secret"'],
    [[{ ...WEBHOOK, secret_file: '' }], 'has a wrong "secret_file"'],
    [[{ ...WEBHOOK, type: 'heartbeat', method: 'PUT' }], 'has a wrong "method"'],
    [[{ ...EMAIL, port: 0 }], 'has a wrong "port"'],
    [[{ ...EMAIL, port: '587' }], 'has a wrong "port"'],
    [[{ ...EMAIL, host: 'a b' }], 'has a wrong "host"'],
    [[{ ...EMAIL, from: 'nobody' }], 'has a wrong "from"'],
    [[{ ...EMAIL, from: 'a@b\r\nBcc: c@d' }], 'has a wrong "from"'],
    [[{ ...EMAIL, to: 'ops@example.org' }], 'has a wrong "to": it must be a list'],
    [[{ ...EMAIL, to: ['a@b, c@d'] }], 'has a wrong "to"'],
    [[{ type: 'email', from: 'b@example.org', to: ['a@b'] }], 'entry 1 lacks "host"'],
    [[WEBHOOK, { ...WEBHOOK }], 'entry 2 has the name of another one'],
    [
      [
        { ...WEBHOOK, name: 'a-b' },
        { ...WEBHOOK, name: 'A.B' },
      ],
      'entry 2 has the name of another one',
    ],
    [[{ type: 'webhook' }], 'webhook lacks "url", "url_file" or BACKUP_NOTIFY_WEBHOOK_URL'],
    [[{ type: 'webhook', url_file: 'nonsense' }], 'has a wrong URL: it must be a URL'],
    [[{ ...WEBHOOK, url_file: 'url' }], 'has its url in two places, "url" and "url_file"'],
    [[{ ...WEBHOOK, secret_file: 'nowhere' }], 'names a file that cannot be read'],
    [[{ ...WEBHOOK, secret_file: 'empty' }], 'has an empty secret in "secret_file"'],
    [[{ ...EMAIL, user: 'u' }], 'has a "user" and no password'],
    [[{ ...EMAIL, password: 'p' }], 'has a password and no "user"'],
  ] as const) {
    it(`${JSON.stringify(notify).slice(0, 70)}: ${problem}`, () => {
      const { message, hint, details } = refusal(notify);
      expect(message).to.include('notify: ').and.include(problem).and.include('(a test)');
      expect(details).to.include({ key: 'notify', source: 'a test' });
      expect(`${message}${hint}${JSON.stringify(details)}`).not.to.include('t0ps3cr3t');
    });
  }

  it('refuses a secret in an entry and in the environment', () => {
    const { message } = refusal([{ ...WEBHOOK, secret: 'a' }], { BACKUP_NOTIFY_WEBHOOK_SECRET: 'b' });
    expect(message).to.include('two places, "secret" and BACKUP_NOTIFY_WEBHOOK_SECRET');
  });

  it('refuses invalid JSON without showing it', () => {
    const read = (): unknown => loadSettings({ env: { BACKUP_NOTIFY: '[{"url":"t0ps3cr3t"' }, cwd: folder });
    expect(read)
      .to.throw(ConfigurationException, /must be a list/)
      .with.property('message')
      .not.includes('t0ps3cr3t');
  });

  it('accepts an address with a name', () => {
    expect(load([{ ...EMAIL, from: 'The Backup <b@example.org>' }]).notify).to.have.lengthOf(1);
  });
});
