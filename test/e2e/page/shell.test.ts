import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { pageSuite } from '../../support/page/page-suite.ts';
import { fillShop } from '../../support/page/page-world.ts';
import { settled, shown } from '../../support/page/shown.ts';
import { PHONE } from '../../support/page/watched-page.ts';

const SECTIONS = ['Overview', 'Backups', 'Retention', 'History'] as const;
const FIRST_LOAD_LIMIT_BYTES = 120_000;

describe('the frame of the page', () => {
  let filename = '';
  const suite = pageSuite({}, async (world) => {
    filename = await world.backUp('shop');
  });

  it('navigates between sections and back', async () => {
    const { page } = await suite.open();
    for (const name of SECTIONS) {
      await page.getByRole('link', { name, exact: true }).click();
      await shown(page.locator('a[aria-current="page"]', { hasText: name }));
      await shown(page.getByRole('heading', { level: 1 }));
      expect(await page.getByRole('heading', { level: 1 }).count(), `h1 of ${name}`).to.equal(1);
    }
    await page.goBack();
    await shown(page.locator('a[aria-current="page"]', { hasText: 'Retention' }));
  });

  it('shows the verdict in the title of the tab', async () => {
    const { page } = await suite.open();
    await page.waitForFunction(() => document.title === 'All safe · Overview · backup-manager');
  });

  it('uses the language of the browser, or the chosen one after a reload', async () => {
    const { page } = await suite.open({ locale: 'zh-CN' });
    await shown(page.getByRole('link', { name: '概览' }).or(page.getByRole('link', { name: '总览' })));
    expect(await languageOf(page)).to.equal('zh-CN');
    await page.locator('.page-tools button[aria-haspopup="menu"]').first().click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await shown(page.getByRole('link', { name: 'Overview' }));
    expect(await languageOf(page)).to.equal('en');
    await page.reload();
    await shown(page.getByRole('link', { name: 'Overview' }));
  });

  it('uses the theme of the system, or the chosen one', async () => {
    const { page } = await suite.open({ colorScheme: 'dark' });
    await shown(page.getByRole('heading', { level: 1 }));
    expect(await brightnessOf(page), 'system').to.be.below(0.3);
    await chooseTheme(page, 'Light');
    expect(await brightnessOf(page), 'light').to.be.above(0.8);
    await chooseTheme(page, 'Dark');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await brightnessOf(page), 'dark').to.be.below(0.3);
    await page.reload();
    await shown(page.getByRole('heading', { level: 1 }));
    expect(await brightnessOf(page), 'dark after a reload').to.be.below(0.3);
    await chooseTheme(page, 'System');
    expect(await brightnessOf(page), 'system again').to.be.above(0.8);
  });

  it('fits a phone in every view', async () => {
    const { page } = await suite.open({ viewport: PHONE });
    await shown(page.getByRole('heading', { level: 1 }));
    for (const hash of ['#/', '#/backups', `#/backups/${filename}`, '#/retention', '#/history']) {
      await page.goto(`${suite.world().url}/${hash}`);
      await settled(page);
      expect(await tooWide(page), hash).to.deep.equal([]);
    }
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { level: 1 }));
    const walked: string[] = [];
    for (let step = 0; step < 9; step += 1) {
      await page.keyboard.press('Tab');
      walked.push(await focusOf(page));
    }
    expect(walked.slice(0, 9)).to.deep.equal([
      'Skip to content',
      'backup-manager',
      ...SECTIONS,
      'Language',
      'Theme',
      'Sign out',
    ]);
    await page.getByRole('button', { name: 'Theme' }).focus();
    await page.keyboard.press('Enter');
    await shown(page.getByRole('menuitemradio', { name: 'System' }));
    expect(await focusOf(page)).to.equal('System');
    await page.keyboard.press('ArrowDown');
    expect(await focusOf(page)).to.equal('Light');
    await page.keyboard.press('Escape');
    expect(await focusOf(page)).to.equal('Theme');
    expect(await page.getByRole('menu').count()).to.equal(0);
  });

  it('opens and closes a drawer with the keyboard, and restores the focus', async () => {
    const { page } = await suite.open({ hash: '#/backups' });
    const link = page.getByRole('row').nth(1).getByRole('link');
    await link.focus();
    const before = await focusOf(page);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await shown(dialog);
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).to.equal(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focusOf(page)).to.equal(before);
  });

  it('closes a drawer by a click outside, but not by a text selection', async () => {
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const dialog = page.getByRole('dialog');
    const heading = dialog.getByRole('heading', { name: 'Details' });
    await shown(heading);
    await heading.hover();
    await page.mouse.down();
    await page.mouse.move(40, 400, { steps: 3 });
    await page.mouse.up();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await dialog.count(), 'open after a selection').to.equal(1);
    await page.mouse.click(40, 400);
    await dialog.waitFor({ state: 'detached' });
  });

  it('loads at most 120 kB before it can be used', async () => {
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { level: 1 }));
    const bytes = await page.evaluate(() =>
      ['navigation', 'resource']
        .flatMap((type) => performance.getEntriesByType(type) as PerformanceResourceTiming[])
        .filter(({ name }) => !name.includes('/api/'))
        .reduce((sum, { transferSize }) => sum + transferSize, 0),
    );
    expect(bytes).to.be.within(10_000, FIRST_LOAD_LIMIT_BYTES);
  });
});

describe('the frame of the page with many databases', () => {
  const names = Array.from({ length: 40 }, (_, index) => `tenant-${String(index + 1)}-of-the-long-names`);
  const suite = pageSuite(
    { databases: Object.fromEntries(names.map((name) => [name, fillShop])) },
    async (world) => {
      await world.backUp(names[0] ?? '');
    },
  );

  for (const [where, viewport] of Object.entries({ desktop: { width: 1440, height: 900 }, phone: PHONE })) {
    it(`lists all of them in a menu that fits the window, ${where}`, async () => {
      const { page } = await suite.open({ viewport });
      await page.getByRole('button', { name: 'Back up now' }).first().click();
      const menu = page.getByRole('menu');
      await shown(menu);
      expect(await page.getByRole('menuitem').count()).to.equal(41);
      const box = await menu.boundingBox();
      expect(box?.x, 'left').to.be.at.least(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), 'right').to.be.at.most(viewport.width);
      expect((box?.y ?? 0) + (box?.height ?? 0), 'bottom').to.be.at.most(viewport.height);
      await page.keyboard.press('End');
      await shown(page.getByRole('menuitem').last());
    });
  }
});

async function languageOf(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.lang);
}

async function chooseTheme(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name }).click();
}

/** The brightness of the page background: 0 is black, 1 is white. */
async function brightnessOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    if (canvas === null) throw new Error('no canvas');
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / (3 * 255);
  });
}

/** Elements that make the page scroll sideways. */
async function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName}.${element.className}`)
      .slice(0, 8);
  });
}

async function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
  });
}
