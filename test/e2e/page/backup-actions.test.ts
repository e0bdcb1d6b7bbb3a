import { expect } from 'chai';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { pageSuite } from '../../support/page/page-suite.ts';
import type { PageWorld } from '../../support/page/page-world.ts';
import { gone, shown } from '../../support/page/shown.ts';

describe('actions on a backup on the page', () => {
  let oldest = '';
  const suite = pageSuite(
    { settings: { keep_days: 0, max_backup_files: 10, cleanup_after_create: false } },
    async (world) => {
      oldest = await world.backUp('shop', '--no-verify');
      for (let count = 0; count < 3; count += 1) await world.backUp('shop');
    },
  );

  it('verifies it at a level', async () => {
    const { drawer } = await openDrawer(oldest);
    await shown(drawer.getByText('Never verified', { exact: true }));
    await drawer.getByRole('radio', { name: /^Full check/ }).check();
    await drawer.getByRole('button', { name: 'Verify now' }).click();
    await shown(drawer.getByText('Passed: Full check'));
    await gone(drawer.getByText('Never verified', { exact: true }));
    const manifest = await listed(suite.world(), oldest);
    expect(manifest['verified']).to.equal(true);
  });

  it('runs a restore drill', async () => {
    const { drawer } = await openDrawer(oldest);
    await drawer.getByRole('radio', { name: /^Restore drill/ }).check();
    await drawer.getByRole('button', { name: 'Start the drill' }).click();
    await shown(drawer.getByText('Passed: Restore drill'));
    await gone(drawer.getByText('No restore drill yet'));
  });

  it('pins and unpins it', async () => {
    const { page, drawer } = await openDrawer(oldest);
    await drawer.getByRole('button', { name: 'Pin', exact: true }).click();
    await shown(page.getByText('Pinned: retention keeps this backup'));
    await shown(drawer.getByRole('button', { name: 'Unpin' }));
    expect((await listed(suite.world(), oldest))['pinned']).to.equal(true);
    await drawer.getByRole('button', { name: 'Unpin' }).click();
    await shown(drawer.getByRole('button', { name: 'Pin', exact: true }));
    expect((await listed(suite.world(), oldest))['pinned']).to.equal(false);
  });

  it('labels it, and the search finds the label', async () => {
    const { page, drawer } = await openDrawer(oldest);
    await drawer.getByRole('button', { name: 'Add a label' }).click();
    await drawer.getByRole('textbox', { name: 'Label' }).fill('before the migration');
    await page.keyboard.press('Enter');
    await shown(drawer.getByText('before the migration'));
    expect((await listed(suite.world(), oldest))['label']).to.equal('before the migration');
    await page.keyboard.press('Escape');
    await gone(drawer);
    await page.getByRole('searchbox', { name: 'Search name or label' }).fill('migration');
    await shown(page.locator('table[aria-rowcount="2"]'));
  });

  it('inspects it and compares it with the live database', async () => {
    suite.world().change('shop', (database) => {
      database.exec("CREATE TABLE later (id INTEGER); INSERT INTO customer (name) VALUES ('new since')");
    });
    const { drawer } = await openDrawer(oldest);
    await drawer.getByRole('button', { name: 'Inspect' }).click();
    const tables = drawer.getByRole('table', { name: 'Tables of this backup' });
    await shown(tables.getByRole('row', { name: /customer.*\+1 row since/ }));
    await shown(tables.getByRole('row', { name: /later.*only in the live database/ }));
    await tables.getByRole('button', { name: 'customer' }).click();
    await shown(drawer.getByRole('cell', { name: 'Ada', exact: true }));
    await shown(drawer.getByRole('cell', { name: '张伟' }));
    // Only the content scrolls: the head with the close button stays.
    const hidden = await drawer.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
    expect(hidden, 'pixels that the drawer itself scrolls').to.equal(0);
  });

  it('restores it in place after the name was typed, and undoes that', async () => {
    const world = suite.world();
    expect(customers(world)).to.include('new since');
    const { page, drawer } = await openDrawer(oldest);
    await drawer.getByRole('button', { name: 'Show the plan' }).click();
    await shown(drawer.getByRole('heading', { name: 'Restore plan' }));
    const restore = drawer.getByRole('button', { name: /^Restore shop from / });
    expect(await restore.isDisabled(), 'before anything is typed').to.equal(true);
    await drawer.getByLabel('Type shop to confirm').fill('shopp');
    expect(await restore.isDisabled(), 'with the wrong name').to.equal(true);
    await drawer.getByLabel('Type shop to confirm').fill('shop');
    expect(customers(world), 'before it is confirmed').to.include('new since');
    await restore.click();
    await shown(drawer.getByText(/^shop is restored to /));
    await shown(drawer.getByText('of the database in the backup'));
    expect(customers(world)).to.deep.equal(['Ada', 'Grace', '张伟', 'Zoë']);

    await drawer.getByRole('button', { name: 'Undo this restore' }).click();
    await drawer.getByLabel('Type shop to confirm').fill('shop');
    await page.keyboard.press('Enter');
    await shown(drawer.getByText('shop is as it was before the restore'));
    expect(customers(world)).to.include('new since');
  });

  it('removes the backups that the preview of the cleanup lists', async () => {
    const world = suite.world();
    world.configure({ keep_days: 1, max_backup_files: 2, cleanup_after_create: false });
    await world.restart();
    const { page } = await suite.open({ hash: '#/retention' });
    const before = await names(world);
    const removals = page.getByRole('table', { name: /backups? will be removed$/ });
    await shown(removals);
    const remove = page.getByRole('button', { name: /^Remove \d+ backups? \(/ });
    const count = Number(/\d+/.exec((await remove.textContent()) ?? '')?.[0]);
    expect(count).to.be.within(1, before.length - 1);
    await remove.click();
    const dialog = page.getByRole('dialog', { name: /^Remove \d+ backups? of shop\?$/ });
    await shown(dialog.getByRole('listitem'));
    const named = (await dialog.locator('li bdi').allTextContents()).sort();
    await dialog.getByRole('button', { name: /^Remove \d+ backups?/ }).click();
    await shown(page.getByText(/backups? of shop was|were removed/));
    const after = await names(world);
    expect(before.filter((name) => !after.includes(name)).sort()).to.deep.equal(named);
  });

  async function openDrawer(filename: string): Promise<{ page: Page; drawer: Locator }> {
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const drawer = page.getByRole('dialog');
    await shown(drawer.getByRole('heading', { name: 'Details' }));
    return { page, drawer };
  }
});

async function names(world: PageWorld): Promise<readonly string[]> {
  const { stdout } = await world.run(['list', '--json']);
  return (JSON.parse(stdout) as readonly { readonly filename: string }[]).map(({ filename }) => filename);
}

/** The entry of the backup in the list of the command line. */
async function listed(world: PageWorld, filename: string): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await world.run(['list', '--json']);
  const all = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
  return all.find((one) => one['filename'] === filename) ?? {};
}

function customers(world: PageWorld): readonly unknown[] {
  const database = new DatabaseSync(world.databasePath('shop'), { readOnly: true });
  try {
    return database
      .prepare('SELECT name FROM customer ORDER BY id')
      .all()
      .map(({ name }) => name);
  } finally {
    database.close();
  }
}
