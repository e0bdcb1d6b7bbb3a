import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createLargeDatabase } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

interface LogRecord {
  readonly level: number;
  readonly msg: string;
  readonly elapsed_ms?: number;
}

const DEBUG = 20;

describe('the log at level debug', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let debugging: Workspace;
  let database: string;

  beforeEach(async () => {
    workspace = Workspace.create();
    debugging = workspace.with({ env: { BACKUP_LOG_LEVEL: 'DEBUG' } });
    database = workspace.path('app.db');
    await createLargeDatabase(database, 2);
  });

  afterEach(() => workspace.remove());

  const records = (): readonly LogRecord[] =>
    readFileSync(workspace.path('logs', 'backup.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogRecord);
  /** The details of the log, in their order. */
  const details = (): readonly string[] =>
    records().flatMap(({ level, msg }) => (level === DEBUG ? [msg] : []));

  const expectInOrder = (found: readonly string[], expected: readonly RegExp[]): void => {
    let from = 0;
    for (const pattern of expected) {
      const index = found.findIndex((line, at) => at >= from && pattern.test(line));
      expect(index, `${String(pattern)} in ${found.join('\n')}`).to.be.at.least(from);
      from = index + 1;
    }
  };

  it('has the phases, decisions and results of a backup and its cleanup', async () => {
    const { exitCode, stdout, stderr } = await debugging.run('create', database, '--json');
    expect(exitCode).to.equal(0);
    const { filename } = JSON.parse(stdout) as { readonly filename: string };
    const expected = [
      /^engine (?:native|sqljs)$/u,
      /^create of app: lock taken$/u,
      /^create of app: way: .+ because /u,
      /^create of app: phase capturing$/u,
      /^create of app: captured$/u,
      /^create of app: source check quick: ok$/u,
      /^create of app: verification checksum of the new backup: .+ ok$/u,
      new RegExp(`^create of app: published ${filename}$`, 'u'),
      /^cleanup of app: lock taken$/u,
      new RegExp(`^cleanup of app: keep ${filename}: `, 'u'),
    ];
    expectInOrder(details(), expected);
    const ofRuns = records().filter(({ level, msg }) => level === DEBUG && msg.includes(' of app: '));
    expect(ofRuns.every(({ elapsed_ms }) => typeof elapsed_ms === 'number')).to.equal(true);
    expect(stderr).to.include('create of app: phase capturing');
  });

  it('has the steps of a restore', async () => {
    const { filename } = await workspace.create(database);
    const { exitCode } = await debugging.run('restore', filename, '--in-place');
    expect(exitCode).to.equal(0);
    expectInOrder(details(), [
      new RegExp(`^restore of app: chose ${filename}$`, 'u'),
      /^restore of app: replace .+ by method /u,
      /^restore of app: prepare the database at /u,
      /^restore of app: phase restoring$/u,
      /^restore of app: published app/u,
      /^restore of app: safety copy made$/u,
      /^restore of app: put in place: /u,
    ]);
  });

  it('has no details at the default level', async () => {
    const { stderr } = await workspace.run('create', database);
    expect(details()).to.deep.equal([]);
    expect(stderr).not.to.include('phase capturing');
  });
});
