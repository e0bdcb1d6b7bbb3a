import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { supportedNodes } from '../support/supported-nodes.ts';

// The package as its users get it: packed, installed into an empty folder, called by an ESM and a CommonJS
// application, by every Node of this machine that it claims to support.

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = '{ BackupManager, BackupConfig, DatabaseNotFoundException }';

/** The guide's basic use, from configuration to statistics. Prints what it saw as one JSON document. */
const application = `
async function main() {
  const manager = new BackupManager({ config: new BackupConfig('backup_config.json') });
  const created = await manager.createBackup();
  const backups = await manager.listBackups();
  const verified = await manager.verifyBackup(created.filename);
  const restored = await manager.restoreBackup(created.filename, process.argv[2]);
  const cleaned = await manager.cleanupBackups();
  const health = await manager.getHealthStatus();
  const statistics = await manager.getStatistics();
  const failure = await manager.createBackup('missing.db').catch((error) => error);
  await manager.close();
  console.log(JSON.stringify({
    created, backups, verified, restored, cleaned, health, statistics,
    failure: { known: failure instanceof DatabaseNotFoundException, code: failure.code, hint: failure.hint },
  }));
}
main();
`;

/** The same inside somebody's Koa application. Prints the statuses of what it was asked, and where a job is. */
const mounted = `
import Koa from 'koa';
import { BackupManager, BackupConfig } from 'sqlite-backup-manager';
import { backupRouter } from 'sqlite-backup-manager/koa';
const manager = new BackupManager({ config: new BackupConfig('backup_config.json') });
const schedule = await manager.startSchedule();
const app = new Koa();
app.use(backupRouter(manager, { prefix: '/admin', authorize: () => ({ name: 'me', scope: 'admin' }) }));
const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const ask = (path, init) => fetch('http://127.0.0.1:' + server.address().port + path, init);
const created = await ask('/admin/api/backup/create', { method: 'POST', headers: { Prefer: 'respond-async' } });
const job = created.headers.get('Location');
const statuses = [created.status];
for (const path of ['/admin/', '/admin/ping', job, '/']) statuses.push((await ask(path)).status);
await schedule.stop();
await manager.close();
server.close();
server.closeAllConnections();
console.log(JSON.stringify({ statuses, job }));
`;

const applications = {
  'application.mjs': `import ${names} from 'sqlite-backup-manager';${application}`,
  'application.cjs': `const ${names} = require('sqlite-backup-manager');${application}`,
};

/** Compiled by TypeScript's own rules for each module system; it never runs. */
const typedApplication = `
import { BackupManager, BackupConfig, type CreatedBackup } from 'sqlite-backup-manager';
const manager = new BackupManager({ config: new BackupConfig('backup_config.json') });
export const path: Promise<string> = manager.createBackup().then((created: CreatedBackup) => created.path);
export const sizes: Promise<number[]> = manager.listBackups().then((list) => list.map(({ size }) => size));
// @ts-expect-error a method that is not there: the types are real, not \`any\`
manager.eraseEverything();
`;

const typedMount = `
import Koa from 'koa';
import { BackupManager, type RunningSchedule } from 'sqlite-backup-manager';
import { backupRouter, type Authorize } from 'sqlite-backup-manager/koa';
const manager = new BackupManager();
const authorize: Authorize = (context) =>
  context.cookies.get('user') === 'ada' ? { name: 'ada', scope: 'admin' } : undefined;
new Koa().use(backupRouter(manager, { prefix: '/admin', authorize }));
export const schedule: Promise<RunningSchedule> = manager.startSchedule();
// @ts-expect-error a context that is not \`any\`
backupRouter(manager, { authorize: (context) => context.cookies.take('user') });
// @ts-expect-error a scope that is not there
backupRouter(manager, { authorize: () => ({ name: 'ada', scope: 'root' }) });
`;

interface Report {
  created: { path: string; filename: string; message: string; verified: boolean; size: number };
  backups: { filename: string; size: number }[];
  verified: { result: string };
  restored: { databaseBytes: number };
  cleaned: { removed: unknown[]; kept: { filename: string }[] };
  health: { overallStatus: string };
  statistics: object;
  failure: { known: boolean; code: string; hint: string };
}

describe('the npm package', function () {
  this.timeout(300_000);

  let folder: string;
  let tarball: string;
  let database: DatabaseSync;

  before(() => {
    expect(existsSync(join(root, 'dist/main/library.js')), 'dist is missing: run npm run build').to.equal(
      true,
    );
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    tarball = pack(folder);
    write('package.json', { name: 'application', private: true });
    write('backup_config.json', { database_path: 'app.db', backup_dir: 'backup', log_file: 'backup.log' });
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['install', '--silent', ...options, tarball], { cwd: folder });
    for (const [file, text] of Object.entries(applications)) writeFileSync(join(folder, file), text);
    database = new DatabaseSync(join(folder, 'app.db'));
    database.exec(
      "PRAGMA journal_mode = WAL; CREATE TABLE note (text); INSERT INTO note VALUES ('in the log')",
    );
  });

  after(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('contains only programs, default settings and documents', () => {
    const listing = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    const expected =
      /^package\/(dist\/|docs\/|config\/backup_config\.json$|[^/]+\.md$|LICENSE$|package\.json$)/;
    expect(listing.filter((path) => !expected.test(path))).to.deep.equal([]);
    expect(listing).to.include.members([
      'package/LICENSE',
      'package/README.md',
      'package/docs/README.md',
      'package/dist/main/cli.js',
    ]);
    expect(listing.filter((path) => path.endsWith('.png'))).to.deep.equal([]);
  });

  for (const node of supportedNodes()) {
    for (const file of Object.keys(applications)) {
      it(`backs up a live database from ${file} on Node ${node.version}`, () => {
        const target = join(folder, `restored-${node.version}-${file}.db`);
        const report = JSON.parse(call(node.path, [file, target])) as Report;
        expectGuideHolds(report);
        expectSameRows(gunzipped(report.created.path), target);
      });
    }

    it(`is a part of a Koa application on Node ${node.version}`, () => {
      writeFileSync(join(folder, 'mounted.mjs'), mounted);
      const { statuses, job } = JSON.parse(call(node.path, ['mounted.mjs'])) as {
        statuses: readonly number[];
        job: string;
      };
      expect(job).to.match(/^\/admin\/api\/backup\/jobs\//);
      expect(statuses).to.deep.equal([202, 200, 200, 200, 404]);
    });

    it(`has a command line that starts on Node ${node.version}`, () => {
      const command = join('node_modules', 'sqlite-backup-manager', 'dist', 'main', 'cli.js');
      expect(call(node.path, [command, '--version']).trim()).to.equal(versionOf(root));
    });
  }

  it('installs an executable', () => {
    const output = execFileSync(join(folder, 'node_modules/.bin/backup-manager'), ['--version'], {
      encoding: 'utf8',
    });
    expect(output.trim()).to.equal(versionOf(root));
  });

  for (const file of ['typed.mts', 'typed.cts']) {
    it(`is typed for ${file}`, () => {
      writeFileSync(join(folder, file), typedApplication);
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--skipLibCheck',
      ];
      const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
      expectContent('tsc', [...options, ...types, file], folder);
    });
  }

  it('has types for an application with Koa', () => {
    writeFileSync(join(folder, 'mounted.mts'), typedMount);
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(join(root, 'node_modules/@types/koa'), join(folder, 'node_modules/@types/koa'));
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
    expectContent('tsc', [...options, ...types, 'mounted.mts'], folder);
  });

  it('passes publint', () => {
    expectContent('publint', [tarball, '--strict'], folder);
  });

  it('has types that resolve like its code', () => {
    expectContent('attw', [tarball, '--profile', 'esm-only'], folder);
  });

  function write(file: string, content: object): void {
    writeFileSync(join(folder, file), JSON.stringify(content));
  }

  function call(node: string, args: readonly string[]): string {
    return execFileSync(node, args, { cwd: folder, encoding: 'utf8' });
  }

  function gunzipped(path: string): string {
    const unpacked = join(folder, 'unpacked.db');
    writeFileSync(unpacked, gunzipSync(readFileSync(path)));
    return unpacked;
  }

  function expectGuideHolds({
    created,
    backups,
    verified,
    cleaned,
    health,
    statistics,
    failure,
  }: Report): void {
    expect(created.verified).to.equal(true);
    expect(created.message).to.include(created.filename);
    expect(backups.find(({ filename }) => filename === created.filename)?.size).to.equal(created.size);
    expect(verified.result).to.equal('ok');
    expect(cleaned.removed).to.deep.equal([]);
    expect(cleaned.kept.map(({ filename }) => filename)).to.include(created.filename);
    expect(health.overallStatus).to.be.oneOf(['healthy', 'warning']);
    expect(statistics).to.not.be.empty;
    expect(failure).to.include({ known: true, code: 'DATABASE_NOT_FOUND' });
    expect(failure.hint).to.not.be.empty;
  }
});

function expectSameRows(...paths: readonly string[]): void {
  for (const path of paths) {
    const copy = new DatabaseSync(path, { readOnly: true });
    expect(copy.prepare('SELECT text FROM note').all()).to.deep.equal([{ text: 'in the log' }]);
    copy.close();
  }
}

function pack(destination: string): string {
  // Without scripts: the build is there already, and other tests are using it.
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
  const output = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  return join(destination, filename);
}

/** Runs a development tool of ours; expects it to be content, and shows what it said where it is not. */
function expectContent(name: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).to.equal(0);
}

function versionOf(packageFolder: string): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
