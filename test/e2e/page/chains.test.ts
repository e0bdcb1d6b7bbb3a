import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { accessibilityProblems } from '../../support/page/accessibility.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { fillShop, type PageWorld } from '../../support/page/page-world.ts';
import { settled, shown } from '../../support/page/shown.ts';
import { PHONE } from '../../support/page/watched-page.ts';

/** Each backup changes a few of its pages. */
const LARGE = `CREATE TABLE note (body BLOB);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO note SELECT randomblob(500) FROM n`;

describe('a chain of backups on the page', () => {
  /** Oldest first: full, incr, diff, incr. */
  const names: string[] = [];
  const change = (world: PageWorld): void =>
    world.change('shop', (database) => database.exec("INSERT INTO customer (name) VALUES ('new')"));

  const suite = pageSuite(
    {
      databases: {
        shop: (database) => {
          fillShop(database);
          database.exec(LARGE);
        },
        crm: fillShop,
      },
      settings: { full_interval_hours: 720, keep_days: 0, max_backup_files: 1, cleanup_after_create: false },
    },
    async (world) => {
      await world.backUp('crm');
      for (const type of ['full', 'incr', 'diff', 'incr']) {
        change(world);
        names.push(await world.backUp('shop', '--type', type));
      }
    },
  );

  it('has the type of each backup and the size of all', async () => {
    const { page } = await suite.open({ hash: '#/backups' });
    await settled(page);
    await shown(page.getByText(/^5 restore points in /));
    await page.getByRole('combobox', { name: 'Database' }).selectOption('shop');
    await shown(page.getByText(/^4 restore points in /));
    const types = await page.locator('.backup-row .type-mark').allTextContents();
    expect(types).to.deep.equal(['incr', 'diff', 'incr', 'full']);
    expect(await page.locator('.type-mark').first().getAttribute('title')).to.match(/^Incr: the pages/);
  });

  it('has the parent and what a restore reads in the details', async () => {
    const [full = '', , diff = '', newest = ''] = names;
    const { page } = await suite.open({ hash: `#/backups/${newest}` });
    const drawer = page.getByRole('dialog');
    await shown(drawer.getByText('the pages that changed since its parent'));
    await shown(drawer.getByText(/^3 files, /));
    await drawer.getByRole('link', { name: diff }).click();
    await shown(drawer.getByText('the pages that changed since the last full'));
    await shown(drawer.getByText(/^2 files, /));
    await drawer.getByRole('link', { name: full }).click();
    await shown(drawer.getByText('the whole database'));
    await shown(drawer.getByText(/^1 file, /));
  });

  it('shows what a cleanup keeps and frees', async () => {
    const { page } = await suite.open({ hash: '#/retention' });
    await shown(page.getByText('1 backup will be removed'));
    await shown(page.getByText(/^frees \d/));
    expect(await page.getByText('Needed by newer backups').count()).to.equal(2);
    await shown(page.getByText(`base of ${names[3] ?? ''}`));
  });

  it('says that nothing changed when there is no new file', async () => {
    const { page } = await suite.open({ hash: '#/' });
    await settled(page);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByRole('menuitem', { name: 'shop' }).click();
    await shown(page.getByText(/^shop is unchanged since .*: no new file$/));
  });

  it('fits on a phone in both languages, without problems for screen readers', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      for (const hash of ['#/', '#/backups', `#/backups/${names[3] ?? ''}`, '#/retention']) {
        const { page } = await suite.open({ hash, language, viewport: PHONE });
        await settled(page);
        const surplus = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(surplus, `${hash} in ${language}`).to.be.at.most(0);
        expect(await accessibilityProblems(page), `${hash} in ${language}`).to.deep.equal([]);
      }
    }
  });

  it('shows what is not restorable, and why', async () => {
    const [, , diff = '', newest = ''] = names;
    rmSync(join(suite.world().folder, 'backup', diff));
    rmSync(join(suite.world().folder, 'backup', `${diff}.json`));
    const { page } = await suite.open({ hash: `#/backups/${newest}` });
    const drawer = page.getByRole('dialog');
    await shown(drawer.getByText('Not restorable', { exact: true }));
    await shown(drawer.getByText(`Its parent ${diff} is missing`));
    await page.keyboard.press('Escape');
    await shown(page.getByText(/^3 restore points in .*1 backup is not restorable$/));
  });
});
