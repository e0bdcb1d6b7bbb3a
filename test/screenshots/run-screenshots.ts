// Takes screenshots of every view of the page for the documentation: light and dark, desktop and phone. Run it with
// `npm run build && npm run lab -- screenshots`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/page/chromium.ts';
import { PageWorld, TOKENS } from '../support/page/page-world.ts';
import { settled, shown } from '../support/page/shown.ts';
import { PHONE, WatchedPage } from '../support/page/watched-page.ts';
import { writeDemoHistory } from './demo-history.ts';

const TARGET = fileURLToPath(new URL('../../docs/images/page/', import.meta.url));
const WIDTHS = { desktop: { width: 1440, height: 900 }, phone: { ...PHONE, height: 720 } };
const DATABASES = ['shop', 'crm'] as const;
const SETTINGS = {
  keep_days: 7,
  keep_daily: 14,
  keep_weekly: 8,
  keep_monthly: 12,
  max_backup_files: 60,
  disk_warning_percent: 95,
  max_age_hours: 26,
  schedule: '0 2 * * *',
  verify_schedule: { cron: '0 4 * * *', level: 'quick', select: 'oldest-unproved' },
  drill_schedule: '0 5 1 * *',
  health_check_interval: 60,
};

type Step = (page: Page) => Promise<void>;
interface Screenshot {
  readonly hash: string;
  readonly isSignedOut?: boolean;
  readonly step?: Step;
}

async function run(): Promise<void> {
  mkdirSync(TARGET, { recursive: true });
  const world = await PageWorld.start({ databases: {}, settings: SETTINGS });
  const browser = await launchChromium();
  try {
    const named = DATABASES.map((name) => ({ name, path: world.databasePath(name) }));
    world.configure({ ...SETTINGS, databases: named });
    await writeDemoHistory(world.folder, named);
    await world.restart();
    await takeScreenshots(browser, world);
  } finally {
    await browser.close();
    await world.remove();
  }
}

async function takeScreenshots(browser: Browser, world: PageWorld): Promise<void> {
  const screenshots = screenshotsOf(await newestBackupOf(world, 'shop'));
  for (const [name, screenshot] of Object.entries(screenshots)) {
    for (const theme of ['light', 'dark'] as const) {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        const token = screenshot.isSignedOut === true ? undefined : TOKENS.admin;
        const visit = { url: world.url, hash: screenshot.hash, token, theme, viewport, locale: 'en-GB' };
        const { page } = await WatchedPage.open(browser, visit);
        await settled(page);
        await screenshot.step?.(page);
        // The browser draws charts and fonts after the data has arrived.
        await page.waitForTimeout(600);
        const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
        const file = `${name}-${theme}-${width}.png`;
        writeFileSync(`${TARGET}${file}`, png);
        process.stdout.write(`${file} ${String(Math.round(png.length / 1000))} kB\n`);
        await page.context().close();
      }
    }
  }
}

function screenshotsOf(filename: string): Readonly<Record<string, Screenshot>> {
  const drawer = `#/backups/${filename}`;
  return {
    overview: { hash: '#/' },
    backups: { hash: '#/backups' },
    backup: { hash: drawer },
    retention: { hash: '#/retention' },
    history: { hash: '#/history?operation=create' },
    'sign-in': { hash: '#/', isSignedOut: true },
    inspect: { hash: drawer, step: inspect },
    restore: { hash: drawer, step: planRestore },
  };
}

async function inspect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Inspect' }).click();
  const table = page.getByRole('dialog').getByRole('button', { name: 'purchase', exact: true });
  await table.click();
  await shown(page.getByRole('region', { name: /^First rows of/ }));
  await page.getByRole('heading', { name: 'Inspect' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('.inspect')?.scrollIntoView({ block: 'start' }));
}

async function planRestore(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByLabel('Type shop to confirm').fill('shop');
  await page.evaluate(() => document.querySelector('.restore')?.scrollIntoView({ block: 'end' }));
}

async function newestBackupOf(world: PageWorld, database: string): Promise<string> {
  const { stdout } = await world.run(['list', '--json']);
  const listed = JSON.parse(stdout) as readonly { readonly filename: string }[];
  return listed.find(({ filename }) => filename.startsWith(database))?.filename ?? '';
}

await run();
