import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { after, afterEach, before, describe, it } from 'mocha';
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceProcess } from '../support/service-process.ts';
import { execute } from '../support/writers.ts';
import { hasProgram, requires } from './requirement.ts';
import { Workspace } from './workspace.ts';

const SHIM = fileURLToPath(new URL('../support/hung-disk-shim.c', import.meta.url));
const TIMEOUT = 9;
const CRITICAL = 2;

interface Answer {
  readonly status: number;
  readonly text: string;
}

describe('a backup directory on a hanging disk', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let onDisk: Workspace;
  let hangs: string;

  before(async function () {
    requires(this, process.platform === 'linux' && hasProgram('cc', '--version'), 'a C compiler on Linux');
    workspace = Workspace.create();
    hangs = workspace.path('hangs');
    const library = workspace.path('hung-disk-shim.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, SHIM, '-ldl']);
    onDisk = workspace.with({
      env: {
        LD_PRELOAD: library,
        HUNG: workspace.backupDir,
        HANGS: hangs,
        BACKUP_DATABASE_PATH: 'app.db',
        BACKUP_TIMEOUT_SECONDS: '4',
      },
    });
    await execute(workspace.path('app.db'), 'CREATE TABLE people (name TEXT)');
    const created = await workspace.run('create', 'app.db');
    expect(created.exitCode, created.stderr).to.equal(0);
  });
  afterEach(() => {
    rmSync(hangs, { force: true });
  });
  after(() => {
    // It is missing where the test was skipped.
    (workspace as Workspace | undefined)?.remove();
  });

  const hang = (): void => {
    writeFileSync(hangs, '');
  };

  for (const argv of [['list'], ['history'], ['stats'], ['verify', '--all'], ['doctor'], ['create']]) {
    it(`makes ${argv.join(' ')} exit 9 with a reason`, async () => {
      hang();
      const { exitCode, stderr } = await onDisk.run(...argv);
      expect(exitCode, stderr).to.equal(TIMEOUT);
      expect(stderr).to.match(/BACKUP_TIMEOUT: .*does not answer/);
      expect(stderr).to.match(/hint: /);
    });
  }

  it('makes list end when stat does not hang', async () => {
    hang();
    const { exitCode, stderr } = await onDisk.with({ env: { HANGS_BUT_STAT: '1' } }).run('list');
    expect(exitCode, stderr).to.equal(TIMEOUT);
    expect(stderr).to.match(/BACKUP_TIMEOUT: the command did not finish within 4 s/);
  });

  it('makes health critical', async () => {
    hang();
    const health = await onDisk.run('health');
    expect(health.exitCode, health.stderr).to.equal(CRITICAL);
    expect(health.stdout).to.match(/the backup directory does not answer/);
  });

  describe('of a service', () => {
    let service: ServiceProcess | undefined;
    afterEach(async () => {
      rmSync(hangs, { force: true });
      await service?.stop('SIGKILL');
    });

    const ask = async (path: string, method = 'GET'): Promise<Answer> => {
      const answer = await fetch(`${service?.url ?? ''}${path}`, { method });
      return { status: answer.status, text: await answer.text() };
    };
    const healthBecomes = async (status: number, text: string): Promise<void> => {
      const giveUpMs = performance.now() + 60_000;
      for (;;) {
        const health = await ask('/api/backup/health');
        if (health.status === status && health.text.includes(text)) return;
        if (performance.now() > giveUpMs) expect.fail(`${String(health.status)} ${health.text}`);
        await pause(100);
      }
    };

    it('makes runs fail and health critical until the disk answers', async () => {
      service = await onDisk.with({ env: { BACKUP_HEALTH_CHECK_INTERVAL: '1' } }).serve();
      await healthBecomes(200, 'healthy');
      hang();
      // More than there are threads in the pool.
      const looks = Array.from({ length: 6 }, () => ask('/api/backup/list'));
      for (const { status, text } of [
        ...(await Promise.all(looks)),
        await ask('/api/backup/create', 'POST'),
      ]) {
        expect(status, text).to.equal(504);
        expect(text).to.include('BACKUP_TIMEOUT');
      }
      await healthBecomes(503, 'the backup directory does not answer');
      expect((await ask('/ping')).status).to.equal(200);
      expect((await ask('/metrics')).status).to.equal(200);
      expect((await ask('/')).status).to.equal(200);

      rmSync(hangs);
      await healthBecomes(200, 'healthy');
      const created = await ask('/api/backup/create', 'POST');
      expect(created.status, created.text).to.equal(201);
    });
  });
});
