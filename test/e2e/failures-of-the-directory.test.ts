import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLargeDatabase, execute } from '../support/writers.ts';
import { expectFailure, expectJson, expectNoTrace, expectText } from './expect-failure.ts';
import { OrdinaryUser } from './ordinary-user.ts';
import { isRoot, requires } from './requirement.ts';
import { SmallDisk } from './small-disk.ts';
import { ENGINES, Workspace } from './workspace.ts';

describe('an unusable backup directory', () => {
  let workspace: Workspace;
  let database: string;
  beforeEach(async () => {
    workspace = Workspace.create();
    database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE people (name TEXT)');
  });
  afterEach(() => workspace.remove());

  it('is a file', async () => {
    const file = workspace.path('occupied');
    writeFileSync(file, 'a file');
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /occupied/ };
    await expectFailure(
      workspace.with({}, workspace.path('elsewhere')),
      ['create', database, '--backup-dir', file],
      expected,
    );
    expect(statSync(file).size).to.equal(6);
  });

  it('is below a file', async () => {
    writeFileSync(workspace.path('occupied'), 'a file');
    const below = workspace.with({}, workspace.path('occupied', 'backup'));
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /not a directory/ };
    await expectFailure(below, ['create', database], expected);
  });

  describe('of an ordinary user', () => {
    let user: OrdinaryUser;
    let users: Workspace;
    before(() => (user = OrdinaryUser.find()));
    after(() => user.forget());
    beforeEach(() => {
      user.own(workspace.folder);
      user.own(database);
      // The log is in the workspace, which is the user's.
      users = workspace.with(user.surroundings);
    });

    it('is not writable', async () => {
      const folder = workspace.makeFolder('backup');
      user.own(folder);
      chmodSync(folder, 0o500);
      const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /permission denied: .*backup/ };
      await expectFailure(users, ['create', database], expected);
    });

    it('is missing, and the folder above is not writable', async () => {
      const folder = workspace.makeFolder('closed');
      user.own(folder);
      chmodSync(folder, 0o500);
      const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /permission denied: .*backup/ };
      await expectFailure(users.with({}, join(folder, 'backup')), ['create', database], expected);
    });
  });
});

describe('a backup directory on a full disk', () => {
  const megabytes = 6;
  let workspace: Workspace;
  let database: string;
  let disk: SmallDisk | undefined;
  before(async function () {
    workspace = Workspace.create();
    if (!isRoot()) this.skip();
    database = workspace.path('app.db');
    await createLargeDatabase(database, megabytes);
  });
  after(() => workspace.remove());
  afterEach(() => {
    disk?.unmount();
    disk = undefined;
    rmSync(workspace.path('disk'), { recursive: true, force: true });
  });

  function onDisk(context: Mocha.Context, room: number): Workspace {
    disk = SmallDisk.mount(workspace.path('disk'), room);
    requires(context, disk !== undefined, 'to mount a tmpfs');
    const env = { BACKUP_MIN_FREE_MB: '0' };
    return workspace.with({ env }, workspace.path('disk', 'backup'));
  }

  it('fails before anything is written', async function () {
    const small = onDisk(this, megabytes - 1);
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /not enough space .* bytes are needed/ };
    await expectFailure(small, ['create', database], expected);
  });

  it('keeps the reserve min_free_mb', async function () {
    const roomy = onDisk(this, megabytes * 4).with({ env: { BACKUP_MIN_FREE_MB: String(megabytes * 4) } });
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /not enough space .* bytes are needed/ };
    await expectFailure(roomy, ['create', database], expected);
  });

  it("keeps the reserve when another tool's file is verified and adopted", async function () {
    const roomy = onDisk(this, megabytes * 4).with({ env: { BACKUP_MIN_FREE_MB: String(megabytes * 2) } });
    const filename = 'other-20260101T000000000Z.db.gz';
    mkdirSync(roomy.backupDir);
    // Its size is not known before it is extracted: four times the disk.
    writeFileSync(join(roomy.backupDir, filename), gzipSync(Buffer.alloc(megabytes * 16 * 1024 ** 2)));
    const ending = await roomy.run('verify', filename, '--level', 'quick');
    expect(ending.exitCode, ending.stderr).to.equal(12);
    expect(ending.stdout).to.match(/scratch_space.* must stay free/);
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /must stay free/ };
    await expectFailure(roomy, ['adopt', filename], expected);
    expect((await roomy.run('verify', filename, '--level', 'checksum')).stdout).not.to.include(
      'scratch_space',
    );
  });

  for (const engine of ENGINES) {
    it(`fails when it gets full during a capture (${engine})`, async function () {
      const small = onDisk(this, megabytes * 3);
      for (const expectForm of [expectText, expectJson]) {
        const form = expectForm === expectJson ? ['--json'] : [];
        const { cli, capturing } = await small.stopInMidCapture(
          'create',
          database,
          '--engine',
          engine,
          ...form,
        );
        disk?.fill();
        process.kill(capturing, 'SIGCONT');
        expectForm(await cli.ended, { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /no room left/ });
        expectNoTrace(small, []);
        disk?.freeSpaceFor();
      }
      expect((await small.create(database, '--engine', engine)).verified, 'with room again').to.equal(true);
    });
  }
});
