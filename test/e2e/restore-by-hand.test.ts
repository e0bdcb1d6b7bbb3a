import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sha256 } from '../support/database-fixtures.ts';
import { changeRow, createType, fillRows, restoreByHand } from './chain-of-rows.ts';
import { hasProgram, requires } from './requirement.ts';
import { ENGINES, Workspace } from './workspace.ts';

describe('a restore by hand, with docs/restore-by-hand.sh', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let database: string;
  let out: string;

  beforeEach(async function () {
    const programs = ['sqlite3', 'zstd', 'age'].every((name) => hasProgram(name, '--version'));
    requires(this, programs, 'sqlite3, zstd and age');
    workspace = Workspace.create();
    database = workspace.path('app.db');
    out = workspace.path('restored.db');
    await fillRows(database);
  });
  afterEach(() => workspace.remove());

  /** The paths of a full, a diff and an incr; another incr is no part of that chain. */
  const chain = async (from: Workspace, ...argv: readonly string[]): Promise<readonly string[]> => {
    const paths: string[] = [];
    for (const [id, type] of (['full', 'incr', 'diff', 'incr'] as const).entries()) {
      await changeRow(database, 20 * id + 1, `for the ${type}`);
      const created = await createType(from, type, ...argv);
      expect(created).to.include({ type, verified: true });
      paths.push(created.path);
    }
    return [paths[0]!, paths[2]!, paths[3]!];
  };
  const written = () => readdirSync(workspace.folder).filter((name) => name.startsWith('restored'));

  for (const compression of ['none', 'gzip', 'zstd'] as const) {
    it(`gives the database of a chain with compression ${compression}`, async () => {
      const paths = await chain(workspace, '--compression', compression);
      const { status, stdout, stderr } = restoreByHand(out, paths);
      expect(status, stderr).to.equal(0);
      const digest = sha256(readFileSync(database));
      expect(stdout).to.equal(`${digest}  ${out}\n`);
      expect(sha256(readFileSync(out))).to.equal(digest);
      expect(written()).to.deep.equal(['restored.db']);
    });
  }

  for (const engine of ENGINES) {
    it(`opens an encrypted chain that engine ${engine} made without the identity`, async () => {
      const { recipient, identity_file: identity } = await workspace.document<{
        readonly recipient: string;
        readonly identity_file: string;
      }>('key', 'create', '--output', workspace.path('key.txt'));
      const server = workspace.with({
        env: { BACKUP_ENCRYPTION_RECIPIENTS: recipient, BACKUP_ENGINE: engine },
      });
      const paths = await chain(server);
      expect(paths.every((path) => path.endsWith('.age'))).to.equal(true);
      const filename = paths[2]!.slice(server.backupDir.length + 1);
      const vault = workspace.with({ env: { BACKUP_ENCRYPTION_IDENTITY_FILE: identity } });
      await vault.document('restore', filename, '--to', workspace.path('ours.db'));
      const content = readFileSync(database);
      expect(readFileSync(workspace.path('ours.db')).equals(content)).to.equal(true);
      const { status, stderr } = restoreByHand(out, paths, { AGE_IDENTITY: identity });
      expect(status, stderr).to.equal(0);
      expect(readFileSync(out).equals(content)).to.equal(true);

      const closed = restoreByHand(workspace.path('restored-2.db'), paths);
      expect(closed.status).not.to.equal(0);
      expect(closed.stderr).to.include('AGE_IDENTITY');
      expect(written()).to.deep.equal(['restored.db']);
    });
  }

  it('does not replace a file, and leaves nothing after an error', async () => {
    const paths = await chain(workspace);
    writeFileSync(out, 'mine');
    expect(restoreByHand(out, paths).stderr).to.include('exists already');
    expect(readFileSync(out, 'utf8')).to.equal('mine');

    truncateSync(paths[1]!, 50);
    expect(restoreByHand(workspace.path('restored-2.db'), paths).status).not.to.equal(0);
    expect(written()).to.deep.equal(['restored.db']);
  });
});
