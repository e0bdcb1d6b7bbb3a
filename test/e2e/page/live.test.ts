import { expect } from 'chai';
import { copyFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { pageSuite } from '../../support/page/page-suite.ts';
import { tokenEntries } from '../../support/page/page-world.ts';
import { gone, shown } from '../../support/page/shown.ts';

describe('live updates of the page', () => {
  const suite = pageSuite({}, async (world) => {
    await world.backUp('shop');
  });

  it('shows a failed run of another process, and the next success', async () => {
    const world = suite.world();
    const path = world.databasePath('shop');
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));

    copyFileSync(path, `${path}.good`);
    writeFileSync(path, Buffer.alloc(50_000, 'this is not a database '));
    const { exitCode } = await world.run(['create', '--json'], true);
    expect(exitCode).to.equal(5);
    await shown(page.getByRole('heading', { name: 'shop is not safe' }));
    await shown(page.locator('article.tone-critical', { hasText: 'shop is not safe' }));
    await shown(page.getByRole('heading', { name: /^Needs attention/ }));
    await page.waitForFunction(() => document.title.startsWith('Act now'));

    copyFileSync(`${path}.good`, path);
    await world.backUp('shop');
    await world.run(['acknowledge', 'shop'], true);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    expect(await page.evaluate(() => 'isSamePage' in globalThis), 'not reloaded').to.equal(true);
  });

  it('shows a backup of another process', async () => {
    const { page } = await suite.open({ hash: '#/backups' });
    const table = page.getByRole('table', { name: 'Backups' });
    await shown(table);
    const before = Number(await table.getAttribute('aria-rowcount'));
    await suite.world().backUp('shop');
    await shown(page.locator(`table[aria-rowcount="${String(before + 1)}"]`));
  });

  it('reports a lost connection, and recovers when the service is back', async () => {
    const world = suite.world();
    const watched = await suite.open({ hash: '#/backups' });
    const { page } = watched;
    watched.tolerate(
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/,
    );
    await shown(page.getByRole('table', { name: 'Backups' }));
    const { port } = new URL(world.url);
    await world.kill();
    const banner = page.getByRole('alert').filter({ hasText: 'The service does not answer' });
    await shown(banner);
    await shown(page.getByRole('table', { name: 'Backups' }));
    expect(await page.title()).to.contain('No connection');

    await world.serve(Number(port));
    await gone(banner);
    await world.backUp('shop', '--label', 'made after the restart');
    await shown(page.getByText('made after the restart'));
  });

  it('requests another token when the restarted service refuses the old one', async () => {
    const world = suite.world();
    const watched = await suite.open();
    const { page } = watched;
    watched.tolerate(/ERR_|status of 401/);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    const { port } = new URL(world.url);
    await world.kill();
    const banner = page.getByRole('alert').filter({ hasText: 'The service does not answer' });
    await shown(banner);
    const [read] = tokenEntries();
    world.configure({ api_tokens: [read] });
    await world.serve(Number(port));
    try {
      await shown(page.getByText('You were signed out: the token is no longer accepted.'));
      expect(await banner.count(), 'the service answers').to.equal(0);
    } finally {
      world.configure({});
      await world.restart();
    }
  });

  it('reports that the charts cannot be loaded when their file is gone', async () => {
    await suite.world().backUp('shop');
    const watched = await suite.open({ hash: '#/history' });
    const { page } = watched;
    watched.tolerate(/line-chart|status of 404/);
    await page.route('**/assets/line-chart-*.js', (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Overview' }).click();
    await shown(page.getByText('The chart could not be loaded. Reload the page.'));
  });

  it('explains a missing service, and starts when it is back', async () => {
    const world = suite.world();
    const watched = await suite.open();
    const { page } = watched;
    watched.tolerate(/ERR_|503|Failed to load/);
    await page.route('**/api/**', (route) => route.abort('connectionrefused'));
    await page.reload();
    await shown(page.getByRole('heading', { name: 'The service does not answer' }));
    await shown(page.getByText('backup-manager serve'));
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try now' }).click();
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    expect(world.url).to.be.a('string');
  });
});
