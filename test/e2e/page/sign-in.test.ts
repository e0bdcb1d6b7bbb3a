import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { pageSuite } from '../../support/page/page-suite.ts';
import { TOKENS } from '../../support/page/page-world.ts';
import { shown } from '../../support/page/shown.ts';

describe('signing in on the page', () => {
  const suite = pageSuite({}, async (world) => {
    await world.backUp('shop');
  });

  it('requests a token, refuses a wrong one and accepts a valid one', async () => {
    const watched = await suite.open({ token: undefined });
    const { page } = watched;
    watched.tolerate(/status of 401/);
    await shown(page.getByRole('heading', { name: 'Sign in', level: 1 }));
    await shown(page.locator('input:focus'));

    await signIn(page, 'bm_wrong-token');
    await shown(page.getByRole('alert').filter({ hasText: 'The service does not accept this token' }));
    expect(await page.getByRole('navigation').count(), 'sections while signed out').to.equal(0);

    await signIn(page, TOKENS.operate);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await shown(page.getByText('operate-token · operate'));
  });

  it('forgets the token on a reload, unless it is remembered', async () => {
    const watched = await suite.open({ token: undefined });
    const { page } = watched;
    watched.tolerate(/status of 401/);
    await signIn(page, TOKENS.read);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await page.reload();
    await shown(page.getByRole('heading', { name: 'Sign in', level: 1 }));

    await page.getByLabel('Keep me signed in').check();
    await signIn(page, TOKENS.read);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await page.reload();
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    const stored = await page.evaluate(() => JSON.stringify(localStorage));
    expect(stored).not.to.contain(TOKENS.read);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await shown(page.getByRole('heading', { name: 'Sign in', level: 1 }));
    await page.reload();
    await shown(page.getByRole('heading', { name: 'Sign in', level: 1 }));
  });

  it('reports a token that is no longer accepted', async () => {
    const watched = await suite.open({ token: 'bm_removed-token' });
    watched.tolerate(/status of 401/);
    await shown(watched.page.getByText('You were signed out: the token is no longer accepted.'));
  });

  it('shows the token only on request', async () => {
    const { page } = await openSignedOut();
    const field = page.getByLabel('Token', { exact: true });
    expect(await field.getAttribute('type')).to.equal('password');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await field.getAttribute('type')).to.equal('text');
  });

  const OFFERS = {
    read: { 'Back up now': false, Pin: false, 'Verify now': false, Inspect: false, Download: false },
    operate: { 'Back up now': true, Pin: true, 'Verify now': true, Inspect: false, Download: false },
    admin: { 'Back up now': true, Pin: true, 'Verify now': true, Inspect: true, Download: true },
  } as const;
  for (const scope of ['read', 'operate', 'admin'] as const) {
    it(`offers only the actions of the scope ${scope}`, async () => {
      const { page } = await suite.open({ token: TOKENS[scope], hash: '#/backups' });
      await page.getByRole('row').nth(1).click();
      await shown(page.getByRole('dialog').getByRole('heading', { name: 'Details' }));
      const offered: Record<string, boolean> = {};
      for (const name of Object.keys(OFFERS[scope])) {
        const button = page.getByRole('button', { name, exact: true, includeHidden: true });
        offered[name] = (await button.count()) > 0;
      }
      expect(offered).to.deep.equal(OFFERS[scope]);
    });
  }

  async function openSignedOut() {
    const watched = await suite.open({ token: undefined });
    watched.tolerate(/status of 401/);
    await shown(watched.page.getByRole('heading', { name: 'Sign in', level: 1 }));
    return watched;
  }
});

describe('signing out of a service that accepts local requests', () => {
  const suite = pageSuite({ settings: { api_tokens: [] } }, async (world) => {
    await world.backUp('shop');
  });

  it('offers to continue without a token', async () => {
    const world = suite.world();
    const token = readFileSync(join(world.folder, 'backup', '.state', 'api-token'), 'utf8').trim();
    const { page } = await suite.open({ token });
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue without signing in' }).click();
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await shown(page.getByRole('button', { name: 'Sign in' }));
  });
});

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
