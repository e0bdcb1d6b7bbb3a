import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'mocha';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CliEnding } from '../support/cli-process.ts';
import { execute } from '../support/writers.ts';
import { hasProgram, requires } from './requirement.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace } from './workspace.ts';

const SHIM = fileURLToPath(new URL('../support/share-shim.c', import.meta.url));

/** The warnings about a file system that a run printed. */
function warningsOf({ stderr }: CliEnding): readonly string[] {
  return stderr.split('\n').filter((line) => line.includes('does not guarantee everything'));
}

describe('a backup directory on a share without owners, modes, times, links and directory fsync', () => {
  let workspace: Workspace;
  let onShare: Workspace;
  let database: string;

  before(async function () {
    requires(this, process.platform === 'linux' && hasProgram('cc', '--version'), 'a C compiler on Linux');
    workspace = Workspace.create();
    const library = workspace.path('share-shim.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, SHIM, '-ldl']);
    const share = workspace.makeFolder('share');
    onShare = workspace.with({ env: { LD_PRELOAD: library, SHARE: share } }, join(share, 'backup'));
    database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
  });
  after(() => {
    workspace.remove();
  });

  it('works with one warning, and doctor reports the missing guarantees', async () => {
    const doctor = await onShare.run('doctor', database);
    expect(doctor.exitCode, doctor.stdout).to.equal(1);
    expect(doctor.stdout).to.match(/\[warn\] backup-directory: .*it cannot sync a directory/);

    const created = await onShare.run('create', database);
    expect(created.exitCode, created.stderr).to.equal(0);
    expect(warningsOf(created)).to.have.length(1);
    expect(readdirSync(join(onShare.backupDir, '.state', 'staging'))).to.deep.equal([]);
  });

  it('accepts a restore to a new and to an existing path', async () => {
    await onShare.run('create', database);
    const target = workspace.path('share', 'restored.db');
    for (const force of [[], ['--force']]) {
      const restored = await onShare.run('restore', '--latest', '--to', target, ...force);
      expect(restored.exitCode, restored.stderr).to.equal(0);
      expect(sqlite3(target, 'SELECT name FROM people').trim()).to.equal('Ada');
    }
    expect(existsSync(`${target}-wal`)).to.equal(false);
  });
});
