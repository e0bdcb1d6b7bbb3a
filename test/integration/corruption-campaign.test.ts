import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { join } from 'node:path';
import { runArtifactCampaign } from '../campaign/artifact-campaign.ts';
import { hasFailed } from '../campaign/campaign-report.ts';
import { runSourceCampaign } from '../campaign/source-campaign.ts';
import { makeFolder, removeFolder } from '../support/database-fixtures.ts';

const SEED = 20261122;

describe('the corruption campaign, short form', function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    folder = await makeFolder();
  });

  after(() => removeFolder(folder));

  it('detects all damage to artifacts and records, and accepts healthy backups', async () => {
    const plan = { directory: join(folder, 'backups'), cases: 500, healthy: 60, seed: SEED };
    const { cases, falseAlarms, healthy } = await runArtifactCampaign(plan);
    expect(cases.filter(({ isDetected }) => !isDetected)).to.deep.equal([]);
    expect(cases).to.have.length(500);
    expect(falseAlarms).to.deep.equal([]);
    expect(healthy).to.equal(60);
  });

  it("finds damaged pages by SQLite's own checks, the same ones in both engines", async () => {
    const { cases, undamaged } = await runSourceCampaign(join(folder, 'sources'), 70, SEED);
    expect(undamaged).to.deep.equal(['ok', 'ok']);
    // Two pages of the freelist, or a flipped bit in a text, are as good as before to SQLite.
    expect(cases.filter(({ full }) => full === 'failed').length).to.be.within(35, 69);
    for (const each of cases) {
      expect(each.full, `case ${String(each.number)}, ${each.kind}`).to.equal(each.fullNatively);
      if (each.quick === 'failed') expect(each.full).to.equal('failed');
    }
  });

  it('fails when damage was missed or a healthy backup was refused', () => {
    const artifacts = { healthy: 1, falseAlarms: [], cases: [] };
    const sources = { databaseBytes: 1, undamaged: ['ok'] as const, cases: [] };
    const missed = {
      number: 1,
      target: 'state',
      kind: 'truncated',
      compression: 'none',
      outcome: 'ok',
    } as const;
    expect(hasFailed(artifacts, sources)).to.equal(false);
    expect(hasFailed({ ...artifacts, falseAlarms: ['app.db'] }, sources)).to.equal(true);
    expect(hasFailed({ ...artifacts, cases: [{ ...missed, isDetected: false }] }, sources)).to.equal(true);
    expect(hasFailed(artifacts, { ...sources, undamaged: ['failed'] })).to.equal(true);
  });
});
