import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { exerciseContainer, type ContainerReport } from '../container/exercise-container.ts';
import { commandOf, parseDockerfile, variablesOf } from '../container/dockerfile.ts';
import { PRODUCT } from '../support/cli-process.ts';

describe('the container', function () {
  this.timeout(300_000);
  let report: ContainerReport;

  before(async () => {
    report = await exerciseContainer();
  });

  it('runs the service as an ordinary user', () => {
    expect(report.user).to.equal('node');
    expect(report.uid).to.be.above(0);
  });

  it('is healthy only while the service answers', () => {
    const { healthBefore, healthWhileRunning, healthAfter } = report;
    expect([healthBefore, healthWhileRunning, healthAfter]).to.deep.equal([1, 0, 1]);
  });

  it('backs up into its volume, and prints the path of its token only', () => {
    expect(report.created).to.equal(201);
    expect(report.backupFile).to.match(/\/backup\/app-[^/]+\.db\.gz$/);
    expect(report.log).to.include('/backup/.state/api-token').and.not.include('bm_');
  });

  it('exits 0 when it is stopped', () => {
    expect(report.exitCode).to.equal(0);
  });
});

describe('the Dockerfile', () => {
  const stages = parseDockerfile(readFileSync(join(PRODUCT, 'Dockerfile'), 'utf8'));

  it('builds on the Node that the tests run on', () => {
    const [major] = process.versions.node.split('.');
    expect(stages.map(({ base }) => base)).to.deep.equal(Array(3).fill(`node:${String(major)}-slim`));
  });

  it('is read as Docker reads it', () => {
    const [stage] = parseDockerfile('# a comment\nFROM a AS b\nRUN --x=1 one \\\n  two\nCMD ["c"]\n');
    expect(stage).to.deep.equal({
      base: 'a',
      name: 'b',
      instructions: [
        { keyword: 'RUN', flags: new Map([['x', '1']]), text: 'one two' },
        { keyword: 'CMD', flags: new Map(), text: '["c"]' },
      ],
    });
    expect(commandOf('CMD ["a", "b c"]')).to.deep.equal(['a', 'b c']);
    expect(() => commandOf('CMD a b')).to.throw();
    expect([...variablesOf('A=1 B="" C="two words"')]).to.deep.equal([
      ['A', '1'],
      ['B', ''],
      ['C', 'two words'],
    ]);
  });
});
