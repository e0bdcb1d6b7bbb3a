import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { execute } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

interface Outcome {
  readonly database: string | null;
  readonly path: string;
  readonly verified?: boolean;
  readonly error?: { readonly code: string };
}

describe('discovered databases', () => {
  let workspace: Workspace;

  before(async () => {
    workspace = Workspace.create();
    for (const folder of ['tenants/1', 'tenants/2', 'tenants/backup'])
      mkdirSync(workspace.path(folder), { recursive: true });
    await execute(workspace.path('tenants/1/acme'), 'CREATE TABLE orders (id INTEGER)');
    await execute(workspace.path('tenants/2/shop.db'), 'CREATE TABLE posts (id INTEGER)');
    writeFileSync(workspace.path('tenants/readme.db'), 'no database at all');
    symlinkSync('1/acme', workspace.path('tenants/link.db'));
    const settings = { databases_directory: 'tenants', backup_dir: 'tenants/backup', compression: 'none' };
    writeFileSync(workspace.path('settings.json'), JSON.stringify(settings));
  });
  after(() => workspace.remove());

  const create = async (...argv: readonly string[]) => {
    const { exitCode, stdout, stderr } = await workspace.run(
      'create',
      '--config',
      'settings.json',
      '--json',
      ...argv,
    );
    const outcomes = JSON.parse(stdout) as readonly Outcome[];
    const told = outcomes.map(
      ({ database, verified, error }) => `${database ?? '-'} ${String(error?.code ?? verified)}`,
    );
    return { exitCode, told, stderr };
  };

  it('are backed up, but not their uncompressed backups', async () => {
    const first = await create();
    expect(first.told).to.deep.equal(['acme true', 'shop true']);
    expect([first.exitCode, first.stderr.includes('New database: acme')]).to.deep.equal([0, true]);
    const second = await create();
    expect(second.told).to.deep.equal(['acme true', 'shop true']);
    expect(second.stderr).not.to.include('new database');
  });

  it('keep their names when another one of that name appears, with a warning', async () => {
    await execute(workspace.path('tenants/1/shop.db'), 'CREATE TABLE mine (id INTEGER)');
    const { exitCode, told } = await create();
    expect([exitCode, told]).to.deep.equal([13, ['acme true', 'shop true', 'shop USAGE']]);
    rmSync(workspace.path('tenants/1/shop.db'));
  });

  it('can be named', async () => {
    expect((await create('--database', 'shop')).told).to.deep.equal(['shop true']);
  });

  it('are reported by create and health when they are missing', async () => {
    rmSync(workspace.path('tenants/link.db'));
    renameSync(workspace.path('tenants/1/acme'), workspace.path('acme-elsewhere'));
    const { exitCode, stderr } = await create();
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('warning: database acme is missing');
    const health = await workspace.run('health', '--config', 'settings.json');
    expect(health.stdout).to.include('acme is gone');
    renameSync(workspace.path('acme-elsewhere'), workspace.path('tenants/1/acme'));
  });

  it('are an error when a link has no target, for example on an unmounted disk', async () => {
    mkdirSync(workspace.path('disk'));
    await execute(workspace.path('disk/linked.db'), 'CREATE TABLE far (id INTEGER)');
    symlinkSync(workspace.path('disk/linked.db'), workspace.path('tenants/linked.db'));
    expect((await create()).told).to.deep.equal(['linked true', 'acme true', 'shop true']);
    renameSync(workspace.path('disk'), workspace.path('disk-away'));
    const { exitCode, told, stderr } = await create();
    expect([exitCode, told]).to.deep.equal([13, ['acme true', 'shop true', '- DATABASE_ACCESS']]);
    expect(stderr).to.include(
      `warning: database linked is missing: no file at ${workspace.path('disk/linked.db')}`,
    );
    const health = await workspace.run('health', '--config', 'settings.json');
    expect([health.exitCode, health.stdout.includes('tenants/linked.db is a link to')]).to.deep.equal([
      1,
      true,
    ]);
    rmSync(workspace.path('tenants/linked.db'));
  });

  it('are an error when none is found, for example on an unmounted disk', async () => {
    renameSync(workspace.path('tenants'), workspace.path('elsewhere'));
    const { exitCode, told } = await create();
    expect([exitCode, told]).to.deep.equal([13, ['- DATABASE_NOT_FOUND']]);
    expect((await workspace.run('health', '--config', 'settings.json')).exitCode).to.equal(2);
  });
});
