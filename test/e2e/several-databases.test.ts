import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { writeFileSync } from 'node:fs';
import { execute } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

describe('several configured databases, one of them missing', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = Workspace.create();
    await execute(workspace.path('shop.db'), 'CREATE TABLE orders (id INTEGER)');
    await execute(workspace.path('blog.db'), 'CREATE TABLE posts (id INTEGER)');
    const databases = ['shop', 'gone', 'blog'].map((name) => ({ name, path: `${name}.db` }));
    writeFileSync(workspace.path('settings.json'), JSON.stringify({ databases }));
  });
  after(() => workspace.remove());

  it('are backed up except the missing one, which is reported (exit 13)', async () => {
    const { exitCode, stdout } = await workspace.run('create', '--config', 'settings.json', '--json');
    expect(exitCode).to.equal(13);
    const [shop, gone, blog] = JSON.parse(stdout) as Record<string, unknown>[];
    expect(shop).to.include({ database: 'shop', verified: true });
    expect(gone).to.include({ database: 'gone', path: workspace.path('gone.db') });
    expect(gone!['error']).to.include({ code: 'DATABASE_NOT_FOUND' }).and.to.include.keys('message', 'hint');
    expect(blog).to.include({ database: 'blog', verified: true });
    expect(workspace.dataFiles()).to.have.length(2);
    expect(workspace.staged()).to.deep.equal([]);
  });

  it('are reported as text too', async () => {
    const { exitCode, stdout, stderr } = await workspace.run('create', '--config', 'settings.json');
    expect(exitCode).to.equal(13);
    expect(stdout).to.include('Backed up shop').and.include('Backed up blog');
    expect(stderr)
      .to.match(/^error: DATABASE_NOT_FOUND: gone: /m)
      .and.match(/^hint: ./m);
  });
});
