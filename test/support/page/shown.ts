import type { Locator, Page } from 'playwright-core';

/** Generous, for a busy machine. */
const GIVE_UP_MS = 20_000;

/** Resolves when it is visible. */
export async function shown(element: Locator): Promise<void> {
  await element.first().waitFor({ state: 'visible', timeout: GIVE_UP_MS });
}

/** Resolves when it is invisible. */
export async function gone(element: Locator): Promise<void> {
  await element.waitFor({ state: 'hidden', timeout: GIVE_UP_MS });
}

/** Resolves when the view has loaded its data. */
export async function settled(page: Page): Promise<void> {
  await shown(page.getByRole('heading'));
  await gone(page.locator('.skeleton').first());
}
