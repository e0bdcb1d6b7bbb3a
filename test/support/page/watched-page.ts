import type { Browser, BrowserContextOptions, ConsoleMessage, Page, Request } from 'playwright-core';

export interface Visit extends BrowserContextOptions {
  readonly url: string;
  /** The view, for example `#/backups`. */
  readonly hash?: string;
  /** The token in the session storage; absent: signed out. */
  readonly token?: string | undefined;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh-CN';
}

const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 780 };

/**
 * A page that records its errors: console errors and warnings (including violations of the Content-Security-Policy),
 * exceptions, failed requests, and requests to another host.
 */
export class WatchedPage {
  readonly page: Page;
  readonly #problems: string[] = [];
  readonly #tolerated: RegExp[] = [];

  private constructor(page: Page, origin: string) {
    this.page = page;
    page.on('console', (message) => {
      if (isConsoleProblem(message)) this.#problems.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#problems.push(`exception: ${error.stack ?? error.message}`));
    page.on('requestfailed', (request) => {
      if (!isCancelled(request)) this.#problems.push(`failed: ${lineOf(request)} ${reasonOf(request)}`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin)
        this.#problems.push(`request to another host: ${lineOf(request)}`);
    });
  }

  static async open(browser: Browser, visit: Visit): Promise<WatchedPage> {
    const { url, hash = '', token, theme, language, ...options } = visit;
    const context = await browser.newContext({
      viewport: DESKTOP,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...options,
    });
    const storage = {
      session: { ...(token !== undefined && { 'backup-manager.token': token }) },
      local: {
        ...(theme !== undefined && { 'backup-manager.theme': theme }),
        ...(language !== undefined && { 'backup-manager.language': language }),
      },
    };
    await context.addInitScript(({ session, local }) => {
      for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value);
      for (const [key, value] of Object.entries(local)) localStorage.setItem(key, value);
    }, storage);
    const page = await context.newPage();
    const watched = new WatchedPage(page, new URL(url).origin);
    await page.goto(`${url}/${hash}`);
    return watched;
  }

  /** Ignores the errors that match: the test causes them on purpose. */
  tolerate(problem: RegExp): void {
    this.#tolerated.push(problem);
  }

  /** The recorded errors, without the ignored ones. */
  problems(): readonly string[] {
    return this.#problems.filter((problem) => !this.#tolerated.some((pattern) => pattern.test(problem)));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function isConsoleProblem(message: ConsoleMessage): boolean {
  return ['error', 'warning', 'assert'].includes(message.type());
}

/** The page cancelled the request: it closes the event stream at sign-out, and loads a list again. */
function isCancelled(request: Request): boolean {
  return reasonOf(request) === 'net::ERR_ABORTED';
}

function lineOf(request: Request): string {
  return `${request.method()} ${request.url()}`;
}

function reasonOf(request: Request): string {
  return request.failure()?.errorText ?? '';
}
