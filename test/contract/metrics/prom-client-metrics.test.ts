import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { METRIC_NAMES, definitionOf } from '../../../src/adapters/outbound/metrics/metric-definitions.ts';
import { PromClientMetrics } from '../../../src/adapters/outbound/metrics/prom-client-metrics.ts';
import { hasProgram, requires } from '../../e2e/requirement.ts';
import { FACTS, aRunOf, describeMetrics, samplesFrom } from './metrics.contract.ts';

const VERSIONS = { version: '1.2.3', sqliteVersion: '3.53.0' };

describeMetrics('PromClientMetrics', (latestFacts) => new PromClientMetrics(latestFacts, VERSIONS));

function busyMetrics(): PromClientMetrics {
  const metrics = new PromClientMetrics(() => FACTS, VERSIONS);
  metrics.observeRequest({ method: 'GET', route: '/ping', status: 200, durationMs: 7 });
  metrics.onRunEvent({ type: 'succeeded', run: aRunOf('cleanup'), durationMs: 1, facts: { removed: 1 } });
  return metrics;
}

describe('PromClientMetrics', () => {
  it('has help, type and a sample for every metric there is, and for no other', async () => {
    const { contentType, text } = await busyMetrics().render();
    expect(contentType).to.equal('text/plain; version=0.0.4; charset=utf-8');
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
    const expected = METRIC_NAMES.map((name) => [name, definitionOf(name).type]);
    expect(types).to.have.deep.members(expected);
  });

  it('observes requests in seconds', async () => {
    const labels = 'method="GET",route="/ping",status="200"';
    const samples = await samplesFrom(busyMetrics());
    const name = 'sqlite_backup_http_request_duration_seconds';
    expect(samples[`${name}_sum{${labels}}`]).to.equal(0.007);
    expect(samples[`${name}_bucket{le="0.005",${labels}}`]).to.equal(0);
    expect(samples[`${name}_bucket{le="0.025",${labels}}`]).to.equal(1);
  });

  it('has registries of its own, so that an application may have many', async () => {
    const [one, two] = [busyMetrics(), busyMetrics()];
    expect(await samplesFrom(one)).to.deep.equal(await samplesFrom(two));
  });

  it('leaves the versions out until they are known', async () => {
    const metrics = new PromClientMetrics(() => undefined, { version: '1.2.3' });
    expect(await samplesFrom(metrics)).to.deep.equal({});
  });

  it('is what Prometheus’ own checker takes without a complaint', async function () {
    requires(this, hasProgram('promtool', '--version'), 'promtool (Debian: prometheus)');
    const { text } = await busyMetrics().render();
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text });
    expect([status, String(stdout), String(stderr)]).to.deep.equal([0, '', '']);
  });
});
