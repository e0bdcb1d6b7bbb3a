import type { Locator, Page } from 'playwright-core';

/** Long enough for a machine under load. */
const GIVE_UP_MS = 20_000;

/** Resolves when the first match is visible. */
export async function shown(element: Locator): Promise<void> {
  await element.first().waitFor({ state: 'visible', timeout: GIVE_UP_MS });
}

/** Resolves when the element is hidden or removed. */
export async function gone(element: Locator): Promise<void> {
  await element.waitFor({ state: 'hidden', timeout: GIVE_UP_MS });
}

/** Resolves when the view has loaded its data. */
export async function settled(page: Page): Promise<void> {
  await shown(page.getByRole('heading'));
  await gone(page.locator('.skeleton').first());
}
