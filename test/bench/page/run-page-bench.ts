// The cost of the page: bytes of the first load, time to the first paint, frames per second with ten thousand backups.
// Run it on a quiet machine with `npm run build && npm run lab -- bench:page`.
import { availableParallelism, cpus } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/page/chromium.ts';
import { PageWorld, TOKENS } from '../../support/page/page-world.ts';
import { settled, shown } from '../../support/page/shown.ts';
import { WatchedPage } from '../../support/page/watched-page.ts';

const VISITS = 7;
/** A fast scroll with twenty windows per second. */
const SCROLLED_PX = [60, 300];
const BACKUPS = 10_000;
const MEASURED_MS = 4000;
const SPACING_MS = 2 * 3_600_000;

interface FirstLoad {
  readonly transferredBytes: number;
  readonly paintMs: number;
}

interface Frames {
  readonly perSecond: number;
  /** The longest frame. */
  readonly longestMs: number;
}

async function run(): Promise<void> {
  const world = await PageWorld.start();
  const browser = await launchChromium();
  try {
    await world.backUp('shop');
    await world.backUp('shop');
    printFigure('Machine', `${cpus()[0]?.model ?? 'unknown'}, ${String(availableParallelism())} cores`);
    printFigure('Browser', `Chromium ${browser.version()}, headless, drawn by the processor`);
    const loads: FirstLoad[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) loads.push(await firstLoad(browser, world));
    const bytes = Math.max(...loads.map(({ transferredBytes }) => transferredBytes));
    printFigure('First load, transferred', `${(bytes / 1000).toFixed(1)} kB`);
    const paints = loads.map(({ paintMs }) => paintMs);
    printFigure(
      'First contentful paint',
      `median ${median(paints).toFixed(0)} ms, at most ${Math.max(...paints).toFixed(0)} ms`,
    );
    await manyBackups(browser, world);
  } finally {
    await browser.close();
    await world.remove();
  }
}

/** In a browser with an empty cache. */
async function firstLoad(browser: Browser, world: PageWorld): Promise<FirstLoad> {
  const { page } = await WatchedPage.open(browser, { url: world.url, token: TOKENS.admin });
  await settled(page);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const load = await page.evaluate(() => ({
    transferredBytes: ['navigation', 'resource']
      .flatMap((type) => performance.getEntriesByType(type) as PerformanceResourceTiming[])
      .filter(({ name }) => !name.includes('/api/'))
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  }));
  await page.context().close();
  return load;
}

/** The browser's debugger answers the list request: the two real backups, repeated ten thousand times. */
async function manyBackups(browser: Browser, world: PageWorld): Promise<void> {
  const { page } = await WatchedPage.open(browser, { url: world.url, token: TOKENS.admin });
  await settled(page);
  await page.route(/\/api\/backup\/list/, async (route) => {
    const response = await route.fetch();
    const { backups, ...rest } = (await response.json()) as { readonly backups: readonly object[] };
    await route.fulfill({ response, json: { ...rest, backups: multiplied(backups) } });
  });
  await page.goto(`${world.url}/#/backups`);
  await shown(page.locator(`table[aria-rowcount="${String(BACKUPS + 1)}"]`));
  for (const scrolledPx of SCROLLED_PX) {
    const what = `Scrolling through 10,000 backups by ${String(scrolledPx)} px a frame`;
    printFrames(what, await framesWhile(page, scrolledPx));
  }
  printFrames('Filtering 10,000 backups, ten letters a second', await framesWhile(page, 0));
}

function multiplied(backups: readonly object[]): readonly object[] {
  return Array.from({ length: BACKUPS }, (_, index) => {
    const at = new Date(Date.now() - index * SPACING_MS);
    const stamp = at.toISOString().replaceAll(/[-:.]/g, '');
    return {
      ...backups[index % backups.length],
      filename: `shop-${stamp}.db.gz`,
      created_at: at.toISOString(),
      size: 40_000 + ((index * 7919) % 60_000),
      pinned: index % 50 === 0,
      label: index % 20 === 0 ? `release ${String(index)}` : null,
    };
  });
}

/** @param scrolledPx in each frame; 0: type letters into the filter instead */
async function framesWhile(page: Page, scrolledPx: number): Promise<Frames> {
  return page.evaluate(
    async ({ scrolledPx, durationMs }) => {
      const field = document.querySelector<HTMLInputElement>('input[type="search"]');
      const texts = [
        'r',
        're',
        'rel',
        'rele',
        'relea',
        'release',
        'release 1',
        'release 12',
        'shop-2026',
        '',
      ];
      const type = (text: string): void => {
        if (field === null) throw new Error('there is no field to filter with');
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      };
      const moments: number[] = [];
      let typed = 0;
      await new Promise<void>((resolve) => {
        const frame = (now: number): void => {
          moments.push(now);
          const first = moments[0] ?? now;
          if (now - first >= durationMs) {
            resolve();
            return;
          }
          if (scrolledPx > 0) scrollBy(0, scrolledPx);
          else if ((now - first) / 100 > typed) {
            type(texts[typed % texts.length] ?? '');
            typed += 1;
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      const pauses = moments.slice(1).map((now, index) => now - (moments[index] ?? now));
      const whole = pauses.reduce((sum, pause) => sum + pause, 0);
      return { perSecond: (pauses.length * 1000) / whole, longestMs: Math.max(...pauses) };
    },
    { scrolledPx, durationMs: MEASURED_MS },
  );
}

function printFrames(what: string, { perSecond, longestMs }: Frames): void {
  printFigure(what, `${perSecond.toFixed(1)} frames/s, the longest ${longestMs.toFixed(0)} ms`);
}

function printFigure(what: string, figure: string): void {
  process.stdout.write(`${what}: ${figure}\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

await run();
