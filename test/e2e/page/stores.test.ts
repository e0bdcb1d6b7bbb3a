import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { accessibilityProblems } from '../../support/page/accessibility.ts';
import { TOKENS } from '../../support/page/page-world.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { gone, settled, shown } from '../../support/page/shown.ts';

/** Its identity is nowhere. */
const RECIPIENT = 'age1d7azhtn4dewwrv3hl4hms8uzfs4x4vnadag7njtnul8cue5m8fcqczax86';
const PHONE = { width: 360, height: 740 };

describe('several stores on the page', () => {
  const place = mkdtempSync(join(tmpdir(), 'backup-manager-page-nas-'));
  const nas = join(place, 'nas');
  const away = join(place, 'away');
  let filename = '';
  mkdirSync(nas);
  after(() => rmSync(place, { recursive: true, force: true }));

  const suite = pageSuite(
    {
      settings: {
        cleanup_after_create: false,
        stores: [{ name: 'nas', type: 'directory', path: nas }],
      },
    },
    async (world) => {
      filename = await world.backUp('shop');
    },
  );

  /** The path of the store becomes a file, so that nothing can be listed or written there. */
  const unmount = (): void => {
    renameSync(nas, away);
    writeFileSync(nas, 'not a directory');
  };
  const mount = (): void => {
    if (!existsSync(away)) return;
    rmSync(nas);
    renameSync(away, nas);
  };
  after(mount);

  it('shows the copies of each backup, and filters by store', async () => {
    const { page } = await suite.open({ hash: '#/backups' });
    await settled(page);
    const row = page.getByRole('row', { name: /shop/ });
    await shown(row.getByText('nas verified'));
    await shown(row.getByText('local verified'));
    await page.getByRole('combobox', { name: 'Store' }).selectOption('nas');
    await shown(row);
    expect(page.url()).to.match(/backups/);
  });

  it('verifies and copies one copy, by keyboard', async () => {
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const drawer = page.getByRole('dialog');
    const verify = drawer.getByRole('button', { name: 'Verify this copy: nas' });
    await shown(verify);
    await verify.focus();
    await page.keyboard.press('Enter');
    expect(await drawer.getByRole('combobox', { name: 'Copy' }).first().inputValue()).to.equal('nas');
    await drawer.getByRole('radio', { name: /^Quick check/ }).check();
    await drawer.getByRole('button', { name: 'Verify now' }).click();
    await shown(drawer.getByText('copy in nas'));
    await shown(copyOf(drawer, 'nas').getByText(/Quick check: OK/));
    expect(
      await copyOf(drawer, 'local')
        .getByText(/Quick check: OK/)
        .count(),
    ).to.equal(0);
  });

  it('plans a restore from the chosen copy', async () => {
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Restore from this copy: nas' }).click();
    await drawer.getByRole('button', { name: 'Show the plan' }).click();
    await shown(drawer.getByText('The copy in nas is used.'));
  });

  it('copies a backup to a store that lacks it', async () => {
    const world = suite.world();
    for (const suffix of ['', '.json', '.state.json'])
      rmSync(join(nas, `${filename}${suffix}`), { force: true });
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Copy to nas' }).click();
    await shown(drawer.getByText('Copied to nas'));
    await shown(copyOf(drawer, 'nas').getByText('Verified', { exact: true }));
    expect(existsSync(join(nas, filename))).to.equal(true);
    expect((await world.run(['list', '--store', 'nas'])).stdout).to.include(filename);
  });

  it('shows an unreachable store; Sync now brings it up to date again', async () => {
    const { page } = await suite.open();
    await settled(page);
    const card = storeCard(page, 'nas');
    await shown(card.getByText('Reachable', { exact: true }));
    unmount();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await shown(page.getByText('shop is backed up, but nas has no copy'));
    await shown(page.getByText('A store cannot be reached.'));
    await shown(card.getByText('Unreachable', { exact: true }));
    await shown(card.getByText('Last error'));

    await page.getByRole('button', { name: 'Show the stores' }).first().click();
    await page.getByRole('heading', { name: 'Stores' }).and(page.locator(':focus')).waitFor();
    await card.getByRole('button', { name: 'Test: nas' }).click();
    await shown(card.getByText('The store cannot be used'));

    mount();
    await card.getByRole('button', { name: 'Test: nas' }).click();
    await shown(card.getByText('The store can be used'));
    await card.getByRole('button', { name: 'Sync now: nas' }).click();
    await shown(card.getByText(/^1 backup copied/));
    await shown(card.getByText('Reachable', { exact: true }));
    await gone(page.locator('.finding'));
    await shown(card.getByText(/^2 backups,/));

    await page.getByRole('button', { name: 'Back up now' }).click();
    await shown(page.getByText('shop is backed up in local, nas'));
    await gone(page.getByText('shop is backed up, but nas has no copy'));
  });

  it('fits a phone and has no accessibility problem', async () => {
    const { page } = await suite.open({ viewport: PHONE });
    await settled(page);
    await shown(storeCard(page, 'nas'));
    expect(await hiddenPixels(page)).to.equal(0);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.goto(`${suite.world().url}/#/backups`);
    await shown(page.getByText('nas verified'));
    expect(await hiddenPixels(page)).to.equal(0);
    await page.goto(`${suite.world().url}/#/backups/${filename}`);
    await shown(page.getByRole('button', { name: 'Verify this copy: nas' }));
    expect(await hiddenPixels(page)).to.equal(0);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it('offers only what the token may do', async () => {
    const { page } = await suite.open({ token: TOKENS.read });
    await settled(page);
    const card = storeCard(page, 'nas');
    await shown(card);
    expect(await card.getByRole('button').count()).to.equal(0);
  });
});

describe('encrypted backups on the page', () => {
  let filename = '';
  const suite = pageSuite({ settings: { encryption_recipients: [RECIPIENT] } }, async (world) => {
    filename = await world.backUp('shop');
  });

  it('have a mark, and no copies with a single store', async () => {
    const { page } = await suite.open({ hash: '#/backups' });
    await settled(page);
    const row = page.getByRole('row', { name: /shop/ });
    await shown(row.getByTitle('Encrypted'));
    expect(await page.getByRole('columnheader', { name: 'Copies' }).count()).to.equal(0);
    expect(await page.locator('.chip').count()).to.equal(0);
    expect(await page.getByRole('combobox', { name: 'Store' }).count()).to.equal(0);
    await page.goto(`${suite.world().url}/#/`);
    await shown(page.getByRole('heading', { name: 'Newest backups' }));
    expect(await page.getByRole('heading', { name: 'Stores' }).count()).to.equal(0);
  });

  it('say what needs the identity', async () => {
    const watched = await suite.open({ hash: `#/backups/${filename}` });
    watched.tolerate(/status of 409/);
    const drawer = watched.page.getByRole('dialog');
    await shown(drawer.getByText('Encrypted', { exact: true }));
    await drawer.getByRole('radio', { name: /^Full check/ }).check();
    await drawer.getByRole('button', { name: 'Verify now' }).click();
    await shown(drawer.locator('.outcome').getByText('Inconclusive', { exact: true }));
    await drawer.getByRole('button', { name: 'Show the plan' }).click();
    await shown(drawer.getByText('DECRYPTION_KEY'));
  });
});

function storeCard(page: Page, name: string): Locator {
  return page.locator('.store', { has: page.getByRole('heading', { name, exact: true }) });
}

function copyOf(drawer: Locator, store: string): Locator {
  return drawer.locator('.copy', { has: drawer.page().getByRole('heading', { name: store, exact: true }) });
}

/** That a horizontal scroll would show. */
async function hiddenPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
