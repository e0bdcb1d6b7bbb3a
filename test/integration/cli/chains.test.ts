import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import type { CreateBackupCommand } from '../../../src/application/create-backup.ts';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../src/domain/backup/chain.ts';
import { aBackup, aChain, daysBefore, listingOf, NOW, unchanged } from '../../support/backup-builder.ts';
import { fakeServices } from './fake-services.ts';
import { invoke, recording } from './invoke.ts';

const CHAIN = linkChains(aChain(daysBefore(3), ['diff', 'incr', 'incr'])) as readonly [
  Backup,
  Backup,
  Backup,
  Backup,
];
const [FULL, DIFF, INCR, NEWEST] = CHAIN;

function creating(
  backup: Backup,
  result: Partial<Awaited<ReturnType<CliServices['createBackup']['execute']>>>,
): Partial<CliServices> {
  const manifest = manifestOf(backup)!;
  const created = {
    ...{ backup, manifest, verified: true, type: manifest.type ?? ('full' as const) },
    ...{ reason: '', unchanged: false, copies: [], removed: [], cleanupProblem: undefined },
    ...result,
  };
  return { createBackup: { execute: () => Promise.resolve(created) } };
}

function listing(backups: readonly Backup[]): Partial<CliServices> {
  return { listBackups: { execute: () => Promise.resolve(listingOf(...linkChains(backups))) } };
}

describe('create of a diff or incr', () => {
  it('requests the type', async () => {
    const commands: CreateBackupCommand[] = [];
    const createBackup = recording(fakeServices().createBackup, commands);
    const { exitCode } = await invoke(['create', 'app.db', '--type', 'incr'], { services: { createBackup } });
    expect(exitCode).to.equal(0);
    expect(commands.map(({ type }) => type)).to.deep.equal(['incr']);
  });

  it('refuses another type and names the types', async () => {
    const { exitCode, stderr, requests } = await invoke(['create', 'app.db', '--type', 'incremental']);
    expect([exitCode, requests]).to.deep.equal([2, []]);
    expect(stderr)
      .to.match(/^error: USAGE: .*--type.*'incremental'/)
      .and.include('full, diff, incr');
    expect(stderr).to.include('\nhint: ');
  });

  it('prints the type, why it was chosen, and how many pages changed', async () => {
    const services = creating(INCR, { reason: `changes since ${DIFF.filename}` });
    const { stdout } = await invoke(['create', 'app.db'], { services });
    expect(stdout).to.match(/type +incr, changes since app-.*\.wal\.gz\n/);
    expect(stdout).to.match(/pages +1 of 100\n/);
    expect(stdout).to.match(/size +1 kB of 410 kB \(gzip\)\n/);
  });

  it('has type, parent, frames and reason in JSON', async () => {
    const services = creating(INCR, { reason: 'a reason' });
    const { json } = await invoke(['create', 'app.db', '--json'], { services });
    expect(json()).to.include({
      filename: INCR.filename,
      type: 'incr',
      parent: DIFF.filename,
      frames: 1,
      unchanged: false,
      reason: 'a reason',
    });
  });
});

describe('create of an unchanged database', () => {
  const at = new Date('2026-11-22T22:00:00Z');
  const services = creating(unchanged(NEWEST, at), {
    reason: `nothing changed since ${NEWEST.filename}; planned was: incr`,
    unchanged: true,
  });

  it('prints since when it is unchanged, and that no file was made', async () => {
    const { exitCode, stdout } = await invoke(['create', 'app.db'], { services });
    expect(exitCode).to.equal(0);
    expect(stdout).to.include(`app is unchanged since ${NEWEST.filename}: no file was made\n`);
    expect(stdout).to.match(/current as of +2026-11-22 22:00:00Z/);
    expect(stdout).to.match(/verified +yes: checksum ok/);
    expect(stdout)
      .to.not.include('Backed up')
      .and.not.match(/size|took/);
  });

  it('has the newest backup in JSON', async () => {
    const { json } = await invoke(['create', 'app.db', '--json'], { services });
    expect(json()).to.deep.include({
      filename: NEWEST.filename,
      type: 'incr',
      parent: INCR.filename,
      unchanged: true,
      copies: [],
    });
  });
});

describe('restore of an incr', () => {
  it('plans to read the backups below it', async () => {
    const plan = await fakeServices().planRestore.execute({
      backup: { by: 'name', filename: NEWEST.filename },
      target: { kind: 'in_place' },
    });
    const planRestore = { execute: () => Promise.resolve({ ...plan, backup: NEWEST }) };
    const argv = ['restore', NEWEST.filename, '--in-place', '--dry-run'];
    const { stdout } = await invoke(argv, { services: { planRestore } });
    const names = CHAIN.map(({ filename }) => filename);
    expect(stdout).to.include(`\n  reads     4 files, 105 kB: ${names.join(', ')}\n`);
    const { json } = await invoke([...argv, '--json'], { services: { planRestore } });
    expect(json()).to.deep.include({ reads: names });
    const full = { execute: () => Promise.resolve({ ...plan, backup: FULL }) };
    expect((await invoke(argv, { services: { planRestore: full } })).stdout).to.not.include('reads');
  });
});

describe('list of a chain', () => {
  const rowsOf = (stdout: string): readonly string[] => stdout.trimEnd().split('\n');

  it('has a column for the type, and the size of all restore points', async () => {
    const { stdout } = await invoke(['list'], { services: listing([...CHAIN].reverse()) });
    const [head, newest, , diff, full, size, ...others] = rowsOf(stdout);
    expect(head).to.match(/^NAME +TYPE +CREATED +AGE +SIZE +RATIO +STATE +LABEL$/);
    expect(newest).to.match(/\.wal\.gz +incr .* 1 kB +- +verified$/);
    expect(diff).to.match(/\.wal\.gz +diff /);
    expect(full).to.match(/\.db\.gz +full .* 102 kB +4\.0x +verified$/);
    expect(size).to.equal('app: 4 restore points in 105 kB (1 full, 1 diff, 2 incr)');
    expect(others).to.deep.equal([]);
  });

  it('has neither where every backup is a full', async () => {
    const { stdout } = await invoke(['list'], { services: listing([aBackup()]) });
    expect(rowsOf(stdout)).to.have.length(2);
    expect(stdout).to.not.include('TYPE');
  });

  it('counts each database alone, and none without a diff or incr', async () => {
    const other = aBackup({ database: 'blog', createdAt: NOW });
    const { stdout } = await invoke(['list'], { services: listing([other, ...CHAIN]) });
    expect(stdout).to.include('app: 4 restore points').and.not.include('blog:');
  });

  it('shows what is not restorable, and why', async () => {
    const { stdout } = await invoke(['list'], { services: listing([NEWEST, INCR, FULL]) });
    const [, newest, , full, size, problem] = rowsOf(stdout);
    expect(newest).to.include('NOT RESTORABLE');
    expect(full).to.include('verified');
    expect(size).to.equal('app: 1 restore point in 104 kB (1 full)');
    expect(problem).to.equal(`app: 2 not restorable: its parent ${DIFF.filename} is missing`);
  });

  it('names the type, the parent and what is restorable in JSON', async () => {
    const { json } = await invoke(['list', '--json'], { services: listing([NEWEST, INCR, FULL]) });
    const rows = (json() as { type: string; parent: string | null; restorable: boolean }[]).map((row) => [
      row.type,
      row.parent,
      row.restorable,
    ]);
    expect(rows).to.deep.equal([
      ['incr', INCR.filename, false],
      ['incr', DIFF.filename, false],
      ['full', null, true],
    ]);
  });
});
