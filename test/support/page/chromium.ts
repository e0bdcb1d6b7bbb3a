import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Flags against network traffic of the browser, and for containers and root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path in `CHROMIUM`, else the installed Chromium; `undefined` without one, or when `CHROMIUM` is empty. */
export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path));
  return named === '' ? undefined : named;
}

/** @throws Error without Chromium on this machine */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no Chromium is found: set CHROMIUM to its path');
  return chromium.launch({ executablePath, args: FLAGS });
}
