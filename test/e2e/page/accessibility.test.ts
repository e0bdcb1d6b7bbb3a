import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../../support/page/accessibility.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { fillShop } from '../../support/page/page-world.ts';
import { gone, settled, shown } from '../../support/page/shown.ts';
import { PHONE } from '../../support/page/watched-page.ts';

const LANGUAGES = ['en', 'zh-CN'] as const;
const THEMES = ['light', 'dark'] as const;

describe('the page and WCAG 2.2 AA', () => {
  const backups: string[] = [];
  let runId = '';
  // The next cleanup removes one of shop's backups.
  const settings = { keep_days: 1, max_backup_files: 1, cleanup_after_create: false };
  const suite = pageSuite({ databases: { shop: fillShop, crm: fillShop }, settings }, async (world) => {
    for (const database of ['shop', 'shop', 'shop', 'crm']) backups.push(await world.backUp(database));
    await world.run(['label', backups[0]!, 'before the migration']);
    await world.run(['pin', backups[0]!]);
    await world.run(['verify', backups[1]!, '--level', 'full']);
    // A database that shrinks so much is an anomaly.
    world.change('crm', (database) => {
      database.exec('DROP TABLE purchase; VACUUM');
    });
    await world.backUp('crm');
    // Adds a failed run to the history.
    await world.run(['create', world.databasePath('missing')], true);
    const { stdout } = await world.run(['history', '--json']);
    runId = newestRunIn(stdout);
  });

  for (const theme of THEMES) {
    for (const language of LANGUAGES) {
      it(`have no violations in any view, ${theme}, ${language}`, async () => {
        const { page } = await suite.open({ theme, language });
        const found: Record<string, readonly string[]> = {};
        for (const [name, hash] of Object.entries(views())) {
          await page.goto(`${suite.world().url}/${hash}`);
          await settled(page);
          if (name === 'backup') await openPanels(page);
          found[name] = await accessibilityProblems(page);
          if (name === 'overview') found['acknowledgement'] = await problemsOfAcknowledgement(page);
          if (name === 'backups') Object.assign(found, await problemsOfFinder(page));
          if (name === 'retention') Object.assign(found, await problemsOfRetention(page));
        }
        await page.goto(`${suite.world().url}/#/`);
        await page.locator('.page-tools button[aria-haspopup="menu"]').first().click();
        await shown(page.getByRole('menu'));
        found['menu'] = await accessibilityProblems(page);
        await page.keyboard.press('Escape');
        expect(found).to.deep.equal(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
      });

      it(`have no violations while signing in, ${theme}, ${language}`, async () => {
        const watched = await suite.open({ theme, language, token: undefined });
        watched.tolerate(/status of 401/);
        const { page } = watched;
        await shown(page.locator('input:focus'));
        await page.locator('input').first().fill('bm_unknown');
        await page.keyboard.press('Enter');
        await shown(page.getByRole('alert'));
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(await accessibilityProblems(page)).to.deep.equal([]);
      });
    }
  }

  it('have no violations on a phone', async () => {
    const { page } = await suite.open({ viewport: PHONE });
    const found: Record<string, readonly string[]> = {};
    for (const [name, hash] of Object.entries(views())) {
      await page.goto(`${suite.world().url}/${hash}`);
      await settled(page);
      found[name] = await accessibilityProblems(page);
    }
    expect(found).to.deep.equal(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });

  function views(): Readonly<Record<string, string>> {
    return {
      overview: '#/',
      backups: '#/backups',
      backup: `#/backups/${backups[1] ?? ''}`,
      'a removed backup': '#/backups/shop-20200101T000000000Z.db.gz',
      retention: '#/retention',
      history: '#/history',
      run: `#/history/${runId}`,
    };
  }
});

/** Opens all panels of the drawer. */
async function openPanels(page: Page): Promise<void> {
  const panel = page.locator('.inspect');
  await panel.getByRole('button').first().click();
  const table = panel.locator('button[aria-expanded]').first();
  await shown(table);
  await table.click();
  await shown(panel.getByRole('region'));
  await page.locator('.restore').getByRole('button').first().click();
  await shown(page.locator('.restore').getByRole('textbox'));
}

/** The dialog that acknowledges the anomaly. */
async function problemsOfAcknowledgement(page: Page): Promise<readonly string[]> {
  await page.locator('.finding', { hasText: 'crm' }).locator('.finding-step button').first().click();
  return problemsOfDialog(page);
}

/** The drawer that finds a backup by its date: form, error and plan. */
async function problemsOfFinder(page: Page): Promise<Readonly<Record<string, readonly string[]>>> {
  await page.locator('.view-head button').first().click();
  const finder = page.getByRole('dialog');
  await finder.getByRole('radio').nth(1).check();
  await finder.locator('button[type="submit"]').click();
  await shown(finder.locator('[aria-invalid]'));
  const form = await accessibilityProblems(page);
  await finder.getByRole('radio').first().check();
  await finder.locator('button[type="submit"]').click();
  await shown(finder.getByRole('textbox'));
  return { finder: form, 'plan of the finder': await problemsOfDialog(page) };
}

async function problemsOfRetention(page: Page): Promise<Readonly<Record<string, readonly string[]>>> {
  await page.locator('main .button-danger').click();
  const cleanup = await problemsOfDialog(page);
  await page.locator('.paused-step button').click();
  await shown(page.locator('.paused-question'));
  return { cleanup, 'acknowledgement of the pause': await accessibilityProblems(page) };
}

/** Checks the open dialog, then closes it. */
async function problemsOfDialog(page: Page): Promise<readonly string[]> {
  const dialog = page.getByRole('dialog');
  await shown(dialog);
  const problems = await accessibilityProblems(page);
  await page.keyboard.press('Escape');
  await gone(dialog);
  return problems;
}

function newestRunIn(stdout: string): string {
  const [newest] = JSON.parse(stdout) as readonly { readonly id: string }[];
  return newest?.id ?? '';
}
