import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Sha256AccessTokens } from '../../src/adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { until } from '../support/cli-process.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { Workspace } from './workspace.ts';

/** What the tests look at: a job, or a backup, or neither. */
interface Answer {
  readonly status: number;
  readonly body: { readonly id: string; readonly state: string; readonly filename: string };
}

const RELOADED = 'the configuration was reloaded';
const REFUSED = 'the configuration was not reloaded';

describe('a service that reloads its configuration', function () {
  this.timeout(120_000);

  const first = new Sha256AccessTokens().create();
  const second = new Sha256AccessTokens().create();
  const tokenOf = ({ sha256 }: { readonly sha256: string }) => [{ name: 'ops', scope: 'admin', sha256 }];
  let workspace: Workspace;
  let database: DatabaseSync;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    workspace = Workspace.create();
    mkdirSync(workspace.path('config'));
    database = new DatabaseSync(workspace.path('app.db'));
    database.exec('CREATE TABLE note (text)');
    configure({ busy_timeout_ms: 60_000, api_tokens: tokenOf(first) });
    service = await workspace.serve();
  });

  afterEach(async () => {
    await service?.stop();
    database.close();
    workspace.remove();
  });

  function configure(settings: object): void {
    writeConfiguration(JSON.stringify({ database_path: 'app.db', ...settings }));
  }

  function writeConfiguration(text: string): void {
    writeFileSync(workspace.path('config', 'backup_config.json'), text);
  }

  const log = (): string => textOf(workspace.path('logs', 'backup.log'));
  const journal = (): string => textOf(workspace.path('backup', '.state', 'journal.jsonl'));

  const timesLogged = (message: string): number => log().split(message).length - 1;

  /** Sends the signal, and resolves when the service says what came of it. */
  async function reload(answer: string): Promise<void> {
    const before = timesLogged(answer);
    process.kill(running().pid, 'SIGHUP');
    await until(() => timesLogged(answer) > before, answer);
  }

  function running(): ServiceProcess {
    if (service === undefined) throw new Error('the service runs');
    return service;
  }

  async function call(path: string, secret: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { Authorization: `Bearer ${secret}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(running().url + path, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  it('reopens its log file when it was renamed', async () => {
    const renamed = workspace.path('logs', 'backup.log.renamed');
    await until(() => log().includes('listening on'), 'the service logs');
    renameSync(workspace.path('logs', 'backup.log'), renamed);
    await reload(RELOADED);
    expect(textOf(renamed)).to.include('listening on').and.not.include(RELOADED);
  });

  it('reopens its log file on SIGUSR1, and opens no debugger', async () => {
    await until(() => log().includes('listening on'), 'the service logs');
    renameSync(workspace.path('logs', 'backup.log'), workspace.path('logs', 'backup.log.renamed'));
    process.kill(running().pid, 'SIGUSR1');
    process.kill(running().pid, 'SIGUSR2');
    await until(() => {
      void fetch(`${running().url}/api/backup/create`, { method: 'POST' }).catch(() => undefined);
      return log() !== '';
    }, 'the log file is there again');
    expect(log()).not.to.include(RELOADED);
    expect(running().stderr()).not.to.include('Debugger');
  });

  it('uses the new schedule, tokens, retention and level on the same socket', async () => {
    const socket = await connect(running().url);
    expect(await ping(socket)).to.include('200 OK');
    configure({ schedule: '30 5 * * *', keep_days: 9, log_level: 'debug', api_tokens: tokenOf(second) });
    await reload(RELOADED);
    expect(await ping(socket)).to.include('200 OK');
    socket.destroy();
    expect(log()).to.include('changed: keep_days, busy_timeout_ms, schedule, api_tokens, log_level');
    expect((await call('/api/backup/list', first.secret)).status).to.equal(401);
    const { body } = await call('/api/backup/config', second.secret);
    expect(JSON.stringify(body)).to.include('30 5 * * *');
    await until(() => journal().includes('"cron":"30 5 * * *"'), 'the schedule is in force');
    await until(() => log().includes('"level":20'), 'what is worth a debug line is logged');
  });

  it('finishes running operations with their old settings', async () => {
    database.exec('BEGIN EXCLUSIVE');
    const begun = await call('/api/backup/create', first.secret, {
      method: 'POST',
      headers: { Prefer: 'respond-async' },
    });
    expect(begun.status).to.equal(202);
    await until(() => log().includes('create of app started'), 'the capture has begun');
    configure({ compression: 'none', api_tokens: tokenOf(second) });
    await reload(RELOADED);
    const path = `/api/backup/jobs/${begun.body.id}`;
    expect((await call(path, second.secret)).body.state).to.equal('running');
    database.exec("INSERT INTO note VALUES ('in time'); COMMIT");
    while ((await call(path, second.secret)).body.state === 'running');
    expect(workspace.dataFiles().filter((name) => name.endsWith('.db.gz'))).to.have.lengthOf(1);
    const next = await call('/api/backup/create', second.secret, { method: 'POST' });
    expect(next.status).to.equal(201);
    expect(next.body.filename).to.match(/\.db$/);
  });

  for (const [what, text, told] of [
    ['an unknown key', '{"database_path": "app.db", "keep_dyas": 3}', 'Did you mean keep_days?'],
    ['a text that is no JSON', '{"keep_days": 3,', 'is not valid JSON'],
  ] as const) {
    it(`refuses ${what}, and keeps its settings`, async () => {
      writeConfiguration(text);
      await reload(REFUSED);
      expect(log()).to.include(told);
      expect((await call('/api/backup/list', first.secret)).status).to.equal(200);
      configure({ api_tokens: tokenOf(second) });
      await reload(RELOADED);
      expect((await call('/api/backup/list', second.secret)).status).to.equal(200);
    });
  }

  it('keeps the backup directory of its start, and reports it', async () => {
    configure({ backup_dir: 'elsewhere', keep_days: 9, api_tokens: tokenOf(first) });
    await reload('a reload does not change backup_dir');
    const created = await call('/api/backup/create', first.secret, { method: 'POST' });
    expect(workspace.dataFiles()).to.deep.equal([created.body.filename]);
    expect(existsSync(workspace.path('elsewhere'))).to.equal(false);
  });
});

/** What a file that the service makes when it first has something to say holds by now. */
function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function connect(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = createConnection(Number(port), hostname).setEncoding('utf8');
  await once(socket, 'connect');
  return socket;
}

/** One request on a connection that stays. */
async function ping(socket: Socket): Promise<string> {
  socket.write('GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n');
  let answer = '';
  while (!answer.endsWith('}')) answer += String((await once(socket, 'data'))[0]);
  return answer;
}
