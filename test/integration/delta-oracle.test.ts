import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { problemsOf, runDeltaCampaign } from '../campaign/deltas/delta-campaign.ts';
import { makeFolder, removeFolder } from '../support/database-fixtures.ts';

describe('the delta campaign, short form', function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    folder = await makeFolder();
  });

  after(() => removeFolder(folder));

  it('writes deltas that give the same database as those of an independent writer', async () => {
    const done = await runDeltaCampaign({ folder, cases: 16, steps: 2, seed: 20261130 });
    expect(done.flatMap(problemsOf)).to.deep.equal([]);
    const written = done.flatMap(({ results }) => results).filter(({ frames }) => frames > 0);
    expect(written.map(({ type }) => type)).to.include.members(['diff', 'incr']);
  });
});
