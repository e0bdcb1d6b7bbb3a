import type { Locator, Page } from 'playwright-core';

/** Long after it should have come, also on a machine that has much to do. */
const GIVE_UP_MS = 20_000;

/** Resolves once it is to be seen. */
export async function shown(element: Locator): Promise<void> {
  await element.first().waitFor({ state: 'visible', timeout: GIVE_UP_MS });
}

/** Resolves once there is nothing of it to be seen. */
export async function gone(element: Locator): Promise<void> {
  await element.waitFor({ state: 'hidden', timeout: GIVE_UP_MS });
}

/** Resolves once everything that the view reads is there. */
export async function settled(page: Page): Promise<void> {
  await shown(page.getByRole('heading'));
  await gone(page.locator('.skeleton').first());
}
