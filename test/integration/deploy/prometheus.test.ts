import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { METRIC_NAMES } from '../../../src/adapters/outbound/metrics/metric-definitions.ts';
import { hasProgram, requires } from '../../e2e/requirement.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';

const FOLDER = 'config/deploy/prometheus';
const DASHBOARD = 'config/deploy/grafana/sqlite-backup.json';
/** What Prometheus makes of a histogram. */
const HISTOGRAM_ENDING = /_(?:bucket|count|sum)$/;

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly targets: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
}

function metricsIn(text: string): readonly string[] {
  return [...new Set(text.match(/sqlite_backup_\w+/g))].map((name) => name.replace(HISTOGRAM_ENDING, ''));
}

function unknownIn(text: string): readonly string[] {
  const known: readonly string[] = METRIC_NAMES;
  return metricsIn(text).filter((name) => !known.includes(name));
}

describe('the dashboard', () => {
  const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  it('uses only existing metrics, and shows every one of them', () => {
    const variables = dashboard.templating.list.map(({ query }) => query);
    const text = [...expressions, ...variables].join('\n');
    expect(unknownIn(text)).to.deep.equal([]);
    expect(metricsIn(text)).to.include.members([...METRIC_NAMES]);
  });

  it('has a title, an expression and a place on the grid for every panel', () => {
    for (const { title, targets, gridPos } of dashboard.panels) {
      expect(title).not.to.equal('');
      expect(targets.length, title).to.be.above(0);
      expect(gridPos.x + gridPos.w, title).to.be.at.most(24);
    }
  });

  it('has expressions that Prometheus understands', async function () {
    requires(this, hasProgram('promtool', '--version'), 'promtool (Debian: prometheus)');
    const folder = await makeFolder();
    try {
      const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr }));
      const file = join(folder, 'rules.yml');
      // JSON is YAML.
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
      const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
      expect(`${String(status)} ${stderr}`).to.equal('0 ');
    } finally {
      await removeFolder(folder);
    }
  });
});

describe('the alert rules', () => {
  it('use only existing metrics', () => {
    expect(unknownIn(readFileSync(`${FOLDER}/alerts.yml`, 'utf8'))).to.deep.equal([]);
    expect(unknownIn(readFileSync(`${FOLDER}/alerts.test.yml`, 'utf8'))).to.deep.equal([]);
  });

  it('are each tried, when all is well and when something is wrong', () => {
    const names = [...readFileSync(`${FOLDER}/alerts.yml`, 'utf8').matchAll(/- alert: (\w+)/g)];
    const tests = readFileSync(`${FOLDER}/alerts.test.yml`, 'utf8');
    expect(names.length).to.be.above(5);
    for (const [, name = ''] of names) {
      expect(tests.match(new RegExp(`alertname: ${name}\\b`, 'g')), name).to.have.length(2);
    }
  });

  it('do what their tests say', async function () {
    requires(this, hasProgram('promtool', '--version'), 'promtool (Debian: prometheus)');
    const run = (folder: string) =>
      spawnSync('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: folder, encoding: 'utf8' });
    expect(run(FOLDER).status, run(FOLDER).stderr).to.equal(0);
    // And the tests bite: without its rule an alert is missed.
    const folder = await makeFolder();
    try {
      const rules = readFileSync(`${FOLDER}/alerts.yml`, 'utf8');
      writeFileSync(
        join(folder, 'alerts.yml'),
        rules.replace('retention_frozen == 1', 'retention_frozen == 2'),
      );
      copyFileSync(`${FOLDER}/alerts.test.yml`, join(folder, 'alerts.test.yml'));
      expect(run(folder).status).not.to.equal(0);
    } finally {
      await removeFolder(folder);
    }
  });
});

describe('docs/monitoring.md', () => {
  it('describes every metric and every alert', () => {
    const page = readFileSync('docs/monitoring.md', 'utf8');
    expect(METRIC_NAMES.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
    expect(unknownIn(page)).to.deep.equal([]);
    const alerts = [...readFileSync(`${FOLDER}/alerts.yml`, 'utf8').matchAll(/- alert: (\w+)/g)];
    expect(alerts.map(([, name = '']) => name).filter((name) => !page.includes(name))).to.deep.equal([]);
  });
});
