import { after, afterEach, before, describe, it } from 'mocha';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PRODUCT } from '../support/cli-process.ts';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { execute } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { Workspace } from './workspace.ts';

describe('an invalid call', () => {
  let workspace: Workspace;
  let database: string;
  before(async () => {
    workspace = Workspace.create();
    database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE people (name TEXT)');
  });
  afterEach(() => rmSync(workspace.path('settings.json'), { force: true }));
  after(() => workspace.remove());

  function usage(says: RegExp) {
    return { code: 'USAGE', exitCode: 2, says };
  }

  function configuration(says: RegExp) {
    return { code: 'CONFIGURATION', exitCode: 2, says };
  }

  for (const [what, argv, says] of [
    ['has an unknown flag', ['create', 'app.db', '--fast'], /unknown option '--fast'/],
    ['has an unknown command', ['crate', 'app.db'], /unknown command 'crate'/],
    ['has no command', [], /no command/],
    ['has a flag without its value', ['create', 'app.db', '--label'], /--label/],
    ['has a value that the flag does not know', ['create', 'app.db', '--compression', 'rar'], /rar/],
    ['has a number that is none', ['create', 'app.db', '--level', '9a'], /9a/],
    ['names no database where none is configured', ['create'], /no database is named/],
    ['has an impossible name', ['create', 'app.db', '--database', '../app'], /is not a valid database name/],
    ['names a URL', ['create', 's3://bucket/app.db'], /not a URL/],
    ['restores to a home that no shell replaced', ['restore', '--latest', '--to', '~/app.db'], /without "~"/],
    ['keeps backups in quotes', ['list', '--backup-dir', '"/backups"'], /without quotes/],
    ['restores to nowhere', ['restore', 'app-20260101T000000000Z.db.gz'], /--to/],
  ] as const) {
    it(what, () => expectFailure(workspace, argv, usage(says)));
  }

  it('fails in a directory that was removed', () => {
    const gone = workspace.path('gone');
    mkdirSync(gone);
    const script = 'rmdir "$PWD" && exec "$0" "$@"';
    const cli = join(PRODUCT, 'dist/main/cli.js');
    const argv = ['-c', script, process.execPath, cli, 'create', database, '--json'];
    const { status, stdout, stderr } = spawnSync('sh', argv, { cwd: gone, encoding: 'utf8' });
    expect([status, stderr]).to.deep.equal([2, '']);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).to.equal('USAGE');
    expect(error.message).to.include('working directory');
  });

  it('fails for a name of another database', async () => {
    await workspace.create(database, '--database', 'taken');
    await execute(workspace.path('other.db'), 'CREATE TABLE people (name TEXT)');
    const says = /the name taken belongs to .*app\.db/;
    await expectFailure(workspace, ['create', 'other.db', '--database', 'taken'], usage(says));
  });

  for (const [what, settings, says] of [
    ['has an unknown key', '{"keep_dayz": 3}', /keep_dayz.*settings\.json/],
    [
      'has a value of the wrong type',
      '{"keep_days": "soon"}',
      /keep_days.*settings\.json|settings\.json.*keep_days/,
    ],
    ['is no JSON', '{"keep_days": 3,,}', /settings\.json/],
    [
      'contradicts itself',
      '{"disk_warning_percent": 90, "disk_critical_percent": 50}',
      /disk_warning_percent/,
    ],
  ] as const) {
    it(`fails when the configuration file ${what}`, async () => {
      writeFileSync(workspace.path('settings.json'), settings);
      await expectFailure(workspace, ['create', 'app.db', '--config', 'settings.json'], configuration(says));
    });
  }

  it('fails when the configuration file is missing', () =>
    expectFailure(workspace, ['create', 'app.db', '--config', 'gone.json'], configuration(/gone\.json/)));

  for (const [variable, value] of [
    ['BACKUP_KEEP_DAYS', '14abc'],
    ['BACKUP_COMPRESS', 'perhaps'],
    ['BACKUP_ENGINE', 'steam'],
    ['BACKUP_LOG_LEVEL', 'LOUD'],
    ['BACKUP_DIR', '"/backups"'],
    ['BACKUP_LOG_FILE', 'logs/backup.log\r'],
    ['BACKUP_DATABASE_PATH', '~/app.db'],
    ['BACKUP_DATABASES', '[{"path": "sqlite:///srv/app.db"}]'],
  ] as const) {
    it(`fails with a wrong ${variable}`, async () => {
      const odd = workspace.with({ env: { [variable]: value } });
      await expectFailure(odd, ['create', 'app.db'], configuration(new RegExp(variable)));
    });
  }

  it('fails when a flag has an invalid value', () =>
    expectFailure(workspace, ['create', 'app.db', '--level', '99'], configuration(/--level/)));
});

describe('an unusable backup', () => {
  let workspace: Workspace;
  let filename: string;
  let path: string;
  before(async () => {
    workspace = Workspace.create();
    await execute(workspace.path('app.db'), 'CREATE TABLE people AS SELECT hex(randomblob(20000)) AS name');
    ({ filename, path } = await workspace.create('app.db'));
  });
  after(() => workspace.remove());

  for (const argv of [
    ['verify', 'app-20260101T000000000Z.db.gz'],
    ['restore', 'app-20260101T000000000Z.db.gz', '--to', 'back.db'],
    ['restore', './elsewhere.db.gz', '--to', 'back.db'],
    ['verify', '../../etc/passwd'],
  ]) {
    it(`is missing: ${argv.join(' ')}`, async () => {
      await expectFailure(workspace, argv, { code: 'BACKUP_NOT_FOUND', exitCode: 11, says: /no backup/ });
      expect(existsSync(workspace.path('back.db'))).to.equal(false);
    });
  }

  describe('with one flipped bit', () => {
    let whole: Buffer;
    before(() => {
      whole = readFileSync(path);
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 1, damaged.length >> 1);
      writeFileSync(path, damaged);
    });
    after(() => writeFileSync(path, whole));

    for (const level of ['checksum', 'quick', 'full']) {
      it(`fails its verification (${level})`, async () => {
        const { exitCode, stderr } = await workspace.run('verify', filename, '--level', level);
        expect(exitCode).to.equal(8);
        expect(stderr)
          .to.match(/^error: BACKUP_VERIFICATION: /m)
          .and.match(/^hint: ./m);

        const scripted = await workspace.run('verify', filename, '--level', level, '--json');
        expect(scripted.exitCode).to.equal(8);
        expect(JSON.parse(scripted.stdout)).to.include({ filename, level, result: 'failed' });
        const [listed] = await workspace.list();
        expect(listed).to.include({ filename, verified: false });
      });
    }

    it('is not restored', async () => {
      const expected = { code: 'BACKUP_VERIFICATION', exitCode: 8, says: /damaged|does not decompress/ };
      await expectFailure(workspace, ['restore', filename, '--to', 'back.db'], expected);
      expect(existsSync(workspace.path('back.db'))).to.equal(false);
    });
  });
});
