import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { harmlessText } from '../../../src/adapters/inbound/dashboard/i18n/visible-text.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { settled, shown } from '../../support/page/shown.ts';
import { PHONE } from '../../support/page/watched-page.ts';

const MARKUP = '<img src=x onerror=isBroken=1><script>isBroken=1</script>';
/** Unclosed direction marks: overrides, embeddings and isolates. */
const DIRECTION_MARKS = '\u202Egnp.\u2066\u2067\u202Bevil\u200F';
const LONG = 'W'.repeat(10_000);
const HOSTILE = `${MARKUP}${DIRECTION_MARKS}`;
const FOLDER = `<img src=x onerror=isBroken=1>${DIRECTION_MARKS}`;

describe('hostile text on the page', () => {
  let filename = '';
  const suite = pageSuite(
    {
      place: FOLDER,
      databases: {
        shop: (database) => {
          database.exec(`
            CREATE TABLE ${quoted(HOSTILE)} (${quoted(MARKUP)} TEXT, ${quoted(DIRECTION_MARKS)} TEXT, long TEXT);
            CREATE TABLE ${quoted(LONG.slice(0, 2000))} (id INTEGER)`);
          const insert = database.prepare(`INSERT INTO ${quoted(HOSTILE)} VALUES (?, ?, ?)`);
          insert.run(MARKUP, DIRECTION_MARKS, LONG);
        },
      },
    },
    async (world) => {
      filename = await world.backUp('shop', '--label', HOSTILE.slice(0, 900));
    },
  );

  it('is shown as text in labels, paths, tables, columns and rows', async () => {
    const { page } = await suite.open({ hash: `#/backups/${filename}` });
    const drawer = page.getByRole('dialog');
    await shown(drawer.getByText(MARKUP).first());
    await shown(drawer.getByText(harmlessText(suite.world().databasePath('shop'))));
    await drawer.getByRole('button', { name: 'Inspect' }).click();
    await drawer.locator('button[aria-expanded]', { hasText: '<img' }).click();
    const rows = drawer.getByRole('region');
    await shown(rows.getByRole('columnheader', { name: MARKUP }));
    await shown(rows.getByRole('cell', { name: MARKUP }));
    await expectHarmless(page);
  });

  it('is shown as text in the error of a run', async () => {
    const world = suite.world();
    const { page } = await suite.open({ hash: '#/history' });
    await settled(page);
    // The error message contains the path.
    const { exitCode } = await world.run(['create', world.databasePath(MARKUP.replaceAll('/', ''))], true);
    expect(exitCode).to.not.equal(0);
    await page.goto(`${suite.world().url}/#/`);
    await page.goto(`${suite.world().url}/#/history`);
    await settled(page);
    await expectHarmless(page);
  });

  for (const [what, text] of Object.entries({
    markup: MARKUP,
    'direction marks': DIRECTION_MARKS,
    'ten thousand characters': LONG,
  })) {
    it(`is shown as text everywhere: ${what}`, async () => {
      const watched = await suite.open({ viewport: PHONE });
      const { page } = watched;
      // The service does not know the database with the changed name.
      watched.tolerate(/status of 4(?:00|04|14|31)/);
      await settled(page);
      await page.route(/\/api\/backup\/(?!events|session)/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: poisoned(await response.json(), text) });
      });
      for (const hash of ['#/', '#/backups', `#/backups/${filename}`, '#/retention', '#/history']) {
        await page.goto(`${suite.world().url}/${hash}`);
        await page.reload();
        await settled(page);
        expect(await page.locator('main').textContent(), hash).to.contain(harmlessText(text).slice(0, 100));
        await expectHarmless(page, hash);
      }
    });
  }
});

/** Keys with foreign text. */
const FOREIGN_KEYS = new Set([
  'database',
  'label',
  'message',
  'hint',
  'detail',
  'reason',
  'path',
  'source_path',
  'error',
]);

/** Replaces each foreign text of an answer. */
function poisoned(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      FOREIGN_KEYS.has(key) && (typeof inner === 'string' || key === 'label') ? text : poisoned(inner, text),
    ]),
  );
}

/** No text became an element or ran, and nothing is wider than the page. */
async function expectHarmless(page: Page, where = ''): Promise<void> {
  const found = await page.evaluate(() => ({
    hasRun: 'isBroken' in globalThis,
    elements: document.querySelectorAll('img[src="x"], body script:not([src])').length,
    // An unclosed override also affects the text outside of an isolating element.
    leaks: [...document.querySelectorAll('body *')]
      .filter(
        (element) =>
          element.closest('input, option, title, script') === null &&
          [...element.childNodes].some(
            (node) =>
              node.nodeType === Node.TEXT_NODE && /[\u202A-\u202E\u2066-\u2069]/.test(node.textContent ?? ''),
          ),
      )
      .map((element) => element.outerHTML.slice(0, 200)),
    isTooWide: document.documentElement.scrollWidth > innerWidth,
  }));
  expect(found, where).to.deep.equal({ hasRun: false, elements: 0, leaks: [], isTooWide: false });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
