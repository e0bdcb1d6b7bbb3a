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

  it('asks for a token, refuses a wrong one, and lets a right one in', async () => {
    const watched = await suite.open({ token: undefined });
    const { page } = watched;
    watched.tolerate(/status of 401/);
    await shown(page.getByRole('heading', { name: 'Sign in', level: 1 }));
    await shown(page.locator('input:focus'));

    await signIn(page, 'bm_somebody-elses-token');
    await shown(page.getByRole('alert').filter({ hasText: 'The service does not accept this token' }));
    expect(await page.getByRole('navigation').count(), 'sections while signed out').to.equal(0);

    await signIn(page, TOKENS.operate);
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await shown(page.getByText('operate-token · operate'));
  });

  it('forgets the token with the page, unless asked to keep it', async () => {
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

  it('says that a token is not accepted any more to who comes back with it', async () => {
    const watched = await suite.open({ token: 'bm_gone-since-the-tab-was-opened' });
    watched.tolerate(/status of 401/);
    await shown(watched.page.getByText('You were signed out: the token is not accepted any more.'));
  });

  it('shows the token only to who asks to see it', async () => {
    const { page } = await openSignedOut();
    const field = page.getByLabel('Token', { exact: true });
    expect(await field.getAttribute('type')).to.equal('password');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await field.getAttribute('type')).to.equal('text');
  });

  const OFFERS = {
    read: { 'Back up now': false, Pin: false, 'Check now': false, 'Look inside': false, Download: false },
    operate: { 'Back up now': true, Pin: true, 'Check now': true, 'Look inside': false, Download: false },
    admin: { 'Back up now': true, Pin: true, 'Check now': true, 'Look inside': true, Download: true },
  } as const;
  for (const scope of ['read', 'operate', 'admin'] as const) {
    it(`offers a token that may ${scope} what it may do, and nothing else`, async () => {
      const { page } = await suite.open({ token: TOKENS[scope], hash: '#/backups' });
      await page.getByRole('row').nth(1).click();
      await shown(page.getByRole('dialog').getByRole('heading', { name: 'Facts' }));
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

describe('signing out on the page of a service that lets local callers in', () => {
  const suite = pageSuite({ settings: { api_tokens: [] } }, async (world) => {
    await world.backUp('shop');
  });

  it('leaves the way back in without a token', async () => {
    const world = suite.world();
    const token = readFileSync(join(world.folder, 'backup', '.state', 'api-token'), 'utf8').trim();
    const { page } = await suite.open({ token });
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Look around without signing in' }).click();
    await shown(page.getByRole('heading', { name: 'shop is safe' }));
    await shown(page.getByRole('button', { name: 'Sign in' }));
  });
});

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
