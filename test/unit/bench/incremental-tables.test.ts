import { expect } from 'chai';
import { describe, it } from 'mocha';
import { typeOfDay } from '../../bench/incremental/measure-month.ts';
import { incrementalTables } from '../../bench/report/incremental-tables.ts';
import { incrementalResults, memoryOnly } from './incremental-results.ts';

describe('tables of incremental backups', () => {
  const text = incrementalTables(incrementalResults());
  const rowsOf = (title: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`| ${title} `))
      .map((line) => line.split('|').map((cell) => cell.trim()));

  it('compare time and bytes of each step with the first backup', () => {
    const [time, bytes] = rowsOf('**ours**: incremental');
    expect(time?.slice(2, 7)).to.deep.equal(['5.00', '2.00', '0.25', '2.10', '0.40 (0.33 – 0.40)']);
    expect(bytes?.slice(2, 7)).to.deep.equal(['500.0 MB', '6.0 MB', '0.0 MB', '7.0 MB', '1.20 %']);
    expect(text).to.include('2500 of 250000 pages');
  });

  it('name a tool that is not installed', () => {
    expect(rowsOf('borg').map(([, , first]) => first)).to.deep.equal(Array(3).fill('not installed: borg'));
  });

  it('compare the restore of a chain with that of its full', () => {
    expect(rowsOf('full')[0]?.slice(5, 6)).to.deep.equal(['']);
    expect(rowsOf('large')[0]?.slice(5, 6)).to.deep.equal(['1.20 (1.20 – 1.20)']);
  });

  it('compare what a month keeps with fulls only', () => {
    expect(rowsOf('**ours**: incremental').at(-1)?.slice(2, 5)).to.deep.equal([
      '50.0 MB',
      '70.0 MB',
      '0.050',
    ]);
  });

  it('leave out what was not measured', () => {
    const headings = incrementalTables(memoryOnly()).match(/^### .*$/gm);
    expect(headings).to.deep.equal(['### Memory of chains']);
  });
});

describe('a month of backups', () => {
  it('has a diff every seventh day after the full, and incrs in between', () => {
    const days = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(days.filter((day) => typeOfDay(day) === 'diff')).to.deep.equal([1, 8, 15, 22, 29]);
  });
});
