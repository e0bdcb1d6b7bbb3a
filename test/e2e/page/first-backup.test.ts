import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { until } from '../../support/cli-process.ts';
import { hasProcessTable } from '../../support/process-table.ts';
import { StoppedCapture } from '../../support/page/stopped-capture.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { fillLarge, TOKENS, type PageWorld } from '../../support/page/page-world.ts';
import { gone, shown } from '../../support/page/shown.ts';
import { requires } from '../requirement.ts';

describe('the first backup from the page', () => {
  const suite = pageSuite({ databases: { app: fillLarge }, settings: { compression: 'none' } });

  it('is offered, shows its progress and makes the database safe', async function () {
    requires(this, hasProcessTable, 'a process table to stop a capture in its middle');
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { name: 'app has no backup yet' }));
    await shown(page.getByText('No backup yet', { exact: true }));
    expect(await page.title()).to.contain('Act now');

    const capture = await startAndStop(page, 'Make the first backup');
    try {
      await shown(page.getByRole('progressbar', { name: 'Backing up: app' }));
      await capture.continueUntil(async () =>
        /^capturing · [1-9]\d?% · \S+ MB of 40\.1 MB · \S+ MB\/s · .+ left/.test(await factsOf(page)),
      );
    } finally {
      capture.release();
    }
    await shown(page.getByRole('heading', { name: 'app is safe' }));
    await gone(page.getByRole('progressbar', { name: 'Backing up: app' }));
    await shown(page.getByRole('heading', { name: 'Newest backups' }));
    await page.waitForFunction(() => document.title.startsWith('All safe'));
  });

  it('can be cancelled while it runs', async function () {
    requires(this, hasProcessTable, 'a process table to stop a capture in its middle');
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { name: 'app is safe' }));
    const capture = await startAndStop(page, 'Back up now');
    try {
      await page.getByRole('button', { name: 'Cancel' }).click();
    } finally {
      capture.release();
    }
    await gone(page.getByRole('progressbar', { name: 'Backing up: app' }));
    await page.goto(`${suite.world().url}/#/history`);
    expect(await outcomes()).to.deep.equal(['cancelled', 'succeeded']);
  });

  it('continues after signing out, and its end is shown after signing in', async function () {
    requires(this, hasProcessTable, 'a process table to stop a capture in its middle');
    const watched = await suite.open();
    watched.tolerate(/status of 401/);
    const { page } = watched;
    await shown(page.getByRole('heading', { name: 'app is safe' }));
    const before = endedCaptures(suite.world());
    const capture = await startAndStop(page, 'Back up now');
    try {
      await shown(page.getByRole('progressbar', { name: 'Backing up: app' }));
      await page.getByRole('button', { name: 'Sign out' }).click();
      await shown(page.getByText('This service needs a token'));
    } finally {
      capture.release();
    }
    await until(() => endedCaptures(suite.world()) > before, 'the capture has ended');
    expect(await page.getByText('You were signed out').count(), 'a reason of the service').to.equal(0);
    await page.getByLabel('Token', { exact: true }).fill(TOKENS.admin);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await shown(page.getByText('app is backed up'));
    await gone(page.getByRole('progressbar', { name: 'Backing up: app' }));
    expect(await page.getByText('The backup of app failed').count(), 'failures').to.equal(0);
  });

  it('is shown as ended when it ends while the page opens', async function () {
    requires(this, hasProcessTable, 'a process table to stop a capture in its middle');
    const { page } = await suite.open();
    await shown(page.getByRole('heading', { name: 'app is safe' }));
    const capture = await startAndStop(page, 'Back up now');
    const progress = page.getByRole('progressbar', { name: 'Backing up: app' });
    try {
      await page.route('**/api/backup/events', async (route) => {
        await shown(progress);
        capture.release();
        await until(async () => (await runningJobs(page)) === 0, 'the job has ended');
        await route.continue();
      });
      await page.reload();
      await shown(progress);
    } finally {
      capture.release();
    }
    await gone(progress);
    await page.unrouteAll({ behavior: 'wait' });
  });

  async function runningJobs(page: Page): Promise<number> {
    const answer = await page.request.get(`${suite.world().url}/api/backup/jobs`, {
      headers: { Authorization: `Bearer ${TOKENS.admin}` },
    });
    const { jobs } = (await answer.json()) as { readonly jobs: readonly { readonly state: string }[] };
    return jobs.filter(({ state }) => state === 'running').length;
  }

  async function outcomes(): Promise<readonly string[]> {
    const { stdout } = await suite.world().run(['history', '--json']);
    const runs = JSON.parse(stdout) as readonly { readonly operation: string; readonly outcome: string }[];
    return runs.filter(({ operation }) => operation === 'create').map(({ outcome }) => outcome);
  }

  async function startAndStop(page: Page, button: string): Promise<StoppedCapture> {
    const [capture] = await Promise.all([
      StoppedCapture.stop(suite.world()),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    return capture;
  }
});

async function factsOf(page: Page): Promise<string> {
  return (await page.locator('.progress-facts').allTextContents()).join(' ');
}

/** The number of captures that have ended, from the run history. */
function endedCaptures({ folder }: PageWorld): number {
  return readFileSync(join(folder, 'backup', '.state', 'journal.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"event":"ended"') && line.includes('"operation":"create"')).length;
}
