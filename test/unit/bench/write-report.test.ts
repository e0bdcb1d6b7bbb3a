import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Experiment } from '../../bench/bench-options.ts';
import { writeReport } from '../../bench/report/write-report.ts';
import type { Results } from '../../bench/results.ts';
import { incrementalResults } from './incremental-results.ts';

const MACHINE = { hardware: 'two cores', system: 'Linux', versions: 'none', measuredAt: '2026-11-30' };

describe('report of the bench', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const page = (name = 'benchmarks.md') => readFileSync(join(folder, name), 'utf8');
  const write = (results: Results, ...experiments: readonly Experiment[]) => {
    const out = join(folder, 'benchmarks.md');
    const options = { sizesMb: [1000], runs: 3, experiments, directory: folder, out, everything: false };
    writeReport(results, MACHINE, options, []);
  };
  const levels = [{ compression: 'zstd', level: 1, isDefault: true, seconds: 3.54, storedBytes: 500e6 }];
  const incremental = incrementalResults();

  it('of incremental backups alone replaces only their part', () => {
    write({ mainSizeMb: 1000, levels }, 'levels');
    expect(page()).to.include('3.54').and.not.include('### Restore of a chain');
    const targets = page('performance-targets.md');
    writeFileSync(join(folder, 'performance-targets.md'), `${targets}\n## Notes of a person\n`);

    write({ mainSizeMb: 1000, incremental }, 'incremental');
    expect(page()).to.include('3.54').and.include('### Restore of a chain');
    expect(page('performance-targets.md')).to.include('## Notes of a person').and.include('1.40 %');
    expect(existsSync(join(folder, 'images/bench-levels.svg'))).to.equal(true);
    expect(existsSync(join(folder, 'images/bench-incremental.svg'))).to.equal(true);
    expect(existsSync(join(folder, 'images/bench-month.svg'))).to.equal(true);
  });

  it('of other measurements keeps the part of incremental backups', () => {
    write({ mainSizeMb: 1000, incremental }, 'incremental');
    write({ mainSizeMb: 1000, levels }, 'levels');
    expect(page()).to.include('3.54').and.include('### Restore of a chain');
    expect(page('performance-targets.md')).to.include('1.40 %');
    expect(existsSync(join(folder, 'images/bench-month.svg'))).to.equal(true);
  });

  it('names a part of incremental backups that failed', () => {
    const failed = { ...incremental, month: undefined, failures: ['month: no space'] };
    write({ mainSizeMb: 1000, incremental: failed }, 'incremental');
    expect(page()).to.include('**Failed:** month: no space').and.not.include('### A month');
  });

  it('without any measurement of incremental backups says so', () => {
    write({ mainSizeMb: 1000, levels }, 'levels');
    expect(page()).to.match(/begin incremental -->\s+Not measured in this run\.\s+<!-- end incremental/);
  });
});
