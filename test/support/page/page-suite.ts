import { after, afterEach, before } from 'mocha';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from './chromium.ts';
import { PageWorld, TOKENS, type PageWorldOptions } from './page-world.ts';
import { WatchedPage, type Visit } from './watched-page.ts';

export interface PageSuite {
  world(): PageWorld;
  /** Opens a page of the service. The default token is that of admin. */
  open(visit?: Partial<Visit>): Promise<WatchedPage>;
}

/**
 * Starts a browser and a service for the suite. After each test it closes the pages and fails on any error in them.
 * Without Chromium the suite is skipped; with the variable CI set it fails.
 */
export function pageSuite(
  options: PageWorldOptions = {},
  prepare?: (world: PageWorld) => Promise<void>,
): PageSuite {
  let browser: Browser | undefined;
  let world: PageWorld | undefined;
  let pages: WatchedPage[] = [];

  before('starts Chromium and the service', async function () {
    if (chromiumPath() === undefined) {
      if (process.env['CI'] !== undefined)
        throw new Error('these tests need Chromium: install it or set CHROMIUM');
      process.stderr.write(
        'the tests of the page are skipped: Chromium was not found (install it, or set CHROMIUM)\n',
      );
      this.skip();
    }
    world = await PageWorld.start(options);
    browser = await launchChromium();
    await prepare?.(world);
  });

  afterEach('closes the pages and fails on their errors', async () => {
    const opened = pages;
    pages = [];
    for (const page of opened) await page.close();
    const problems = opened.flatMap((page) => page.problems());
    if (problems.length > 0) throw new Error(`errors in the page: ${problems.join('\n')}`);
  });

  after('stops Chromium and the service', async () => {
    await browser?.close();
    await world?.remove();
  });

  const theWorld = (): PageWorld => {
    if (world === undefined) throw new Error('the service is not started yet');
    return world;
  };
  return {
    world: theWorld,
    async open(visit = {}) {
      if (browser === undefined) throw new Error('Chromium is not started yet');
      const page = await WatchedPage.open(browser, { url: theWorld().url, token: TOKENS.admin, ...visit });
      pages.push(page);
      return page;
    },
  };
}
