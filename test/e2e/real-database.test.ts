import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PRODUCT } from '../support/cli-process.ts';
import { hasProgram, requires } from './requirement.ts';
import { gunzipTo, sqlite3 } from './stored-content.ts';
import { ENGINES, Workspace } from './workspace.ts';

/** 8 MB of coordinate systems, from Debian's package proj-data. */
const PROJ = '/usr/share/proj/proj.db';

describe('a real database', () => {
  let workspace: Workspace;
  let dump: string;
  before(function () {
    workspace = Workspace.create();
    requires(this, existsSync(PROJ), `${PROJ} (apt-get install proj-data)`);
    requires(this, hasProgram('sqlite3', '-version'), 'the sqlite3 command line (apt-get install sqlite3)');
    dump = sqlite3(PROJ, '.dump');
  });
  after(() => workspace.remove());

  for (const engine of ENGINES) {
    it(`can be restored with gunzip and sqlite3 (${engine})`, async () => {
      const { exitCode, stdout } = await workspace.run('create', PROJ, '--engine', engine);
      expect(exitCode).to.equal(0);
      const [newest] = await workspace.list();
      expect(stdout).to.include(newest!.path);
      expect(newest!.verified).to.equal(true);

      const restored = workspace.path(`${engine}.db`);
      gunzipTo(newest!.path, restored);
      expect(sqlite3(restored, '.dump') === dump, 'the dumps are equal').to.equal(true);
    });
  }

  it('has checksums that sha256sum accepts, from any directory', () => {
    const list = `'${process.execPath}' '${PRODUCT}/dist/main/cli.js' list --sha256`;
    for (const [cwd, options] of [
      [workspace.folder, ''],
      [workspace.backupDir, '--backup-dir .'],
    ] as const) {
      const output = execFileSync('sh', ['-c', `${list} ${options} | sha256sum -c`], {
        cwd,
        encoding: 'utf8',
      });
      expect(output.match(/: OK$/gm), output).to.have.length(2);
    }
  });
});
