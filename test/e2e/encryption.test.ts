import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { execute } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { hasProgram, requires } from './requirement.ts';
import { sqlite3 } from './stored-content.ts';
import { ENGINES, Workspace, type CreatedDocument } from './workspace.ts';

interface Key {
  readonly recipient: string;
  readonly identity_file: string;
}

interface Verified {
  readonly result: string;
  readonly checks: readonly { readonly name: string; readonly result: string; readonly detail: string }[];
}

const UNPACK = { gzip: 'gunzip', zstd: 'zstd -d', none: 'cat' } as const;
const SECRET = 'salary-of-ada';

describe('encryption', () => {
  let workspace: Workspace;
  let database: string;
  let key: Key;
  /** Knows the recipient and no identity. */
  let server: Workspace;
  /** Has the identity too. */
  let vault: Workspace;

  beforeEach(async function () {
    requires(this, hasProgram('age', '--version') && hasProgram('zstd', '--version'), 'age and zstd');
    workspace = Workspace.create();
    database = workspace.path('app.db');
    await execute(
      database,
      `CREATE TABLE ${SECRET.replaceAll('-', '_')} (amount)`,
      `INSERT INTO ${SECRET.replaceAll('-', '_')} VALUES ('${SECRET}'), (randomblob(300000))`,
    );
    key = await newKey('backup-key.txt');
    server = workspace.with({ env: { BACKUP_ENCRYPTION_RECIPIENTS: key.recipient } });
    vault = withKey(server, key);
  });
  afterEach(() => workspace.remove());

  const newKey = (name: string): Promise<Key> =>
    workspace.document<Key>('key', 'create', '--output', workspace.path(name));
  const withKey = (base: Workspace, { identity_file: file }: Key): Workspace =>
    base.with({ env: { BACKUP_ENCRYPTION_IDENTITY_FILE: file } });
  /** The content of a backup, opened without this product. */
  const opened = (path: string, unpack: string): Buffer =>
    execFileSync('sh', ['-c', `age -d -i "$1" "$2" | ${unpack}`, 'sh', key.identity_file, path], {
      maxBuffer: 1024 ** 3,
    });

  for (const engine of ENGINES) {
    for (const compression of ['gzip', 'zstd', 'none'] as const) {
      it(`writes with ${engine} and ${compression} what age and ${UNPACK[compression]} read`, async () => {
        const flags = ['--engine', engine, '--compression', compression];
        const backup = await server.create(database, ...flags);
        expect(backup).to.include({ verified: true, encrypted: true, database_sha256: null, engine });
        expect(backup.filename).to.match(/\.db(\.gz|\.zst)?\.age$/);
        expect(opened(backup.path, UNPACK[compression]).equals(readFileSync(database))).to.equal(true);
        const restored = workspace.path('restored.db');
        await vault.document('restore', backup.filename, '--to', restored);
        expect(readFileSync(restored).equals(readFileSync(database))).to.equal(true);
      });
    }
  }

  it('shows nothing of the content next to the backup', async () => {
    const backup = await server.create(database, '--verify', 'full');
    await vault.run('verify', backup.filename, '--level', 'full');
    const digest = execFileSync('sha256sum', [database], { encoding: 'utf8' }).slice(0, 64);
    for (const path of [backup.path, `${backup.path}.json`, `${backup.path}.state.json`]) {
      const text = readFileSync(path, 'latin1');
      expect(text).not.to.include('salary').and.not.to.include(digest);
      expect(text).not.to.include('table_count').and.not.to.include('used_page_count');
    }
    const manifest = JSON.parse(readFileSync(`${backup.path}.json`, 'utf8')) as Record<string, unknown>;
    expect(manifest['encryption']).to.have.property('recipients').with.lengthOf(1);
    expect(JSON.stringify(manifest)).not.to.include(key.recipient);
    const second = await server.create(database);
    expect(second.stored_sha256).not.to.equal(backup.stored_sha256);
  });

  it('verifies the stored digest without the identity, and everything with it', async () => {
    const { filename } = await server.create(database);
    const verdict = async (by: Workspace, level: string): Promise<[number | null, Verified]> => {
      const { exitCode, stdout } = await by.run('verify', filename, '--level', level, '--json');
      return [exitCode, JSON.parse(stdout) as Verified];
    };
    expect((await verdict(server, 'checksum'))[0]).to.equal(0);
    for (const level of ['quick', 'full', 'drill']) {
      const [exitCode, { result, checks }] = await verdict(server, level);
      expect([exitCode, result], level).to.deep.equal([12, 'inconclusive']);
      expect(checks.find(({ name }) => name === 'stored_sha256')?.result).to.equal('ok');
      const decryption = checks.find(({ name }) => name === 'decryption');
      expect(decryption?.detail).to.include('no identity is configured');
      const [withIdentity, { checks: all }] = await verdict(vault, level);
      expect(withIdentity, level).to.equal(0);
      expect(all.map(({ name }) => name)).to.include('decryption');
    }
    const [backup] = await server.list();
    expect(backup).to.include({ verified: true, encrypted: true });
  });

  it('refuses to restore without the identity, or with another one, and leaves nothing', async () => {
    const { filename } = await server.create(database);
    const target = workspace.path('restored.db');
    const restore = ['restore', filename, '--to', target];
    const missing = { code: 'DECRYPTION_KEY', exitCode: 15, says: /no identity is configured/ };
    await expectFailure(server, restore, missing);
    const other = withKey(workspace, await newKey('other-key.txt'));
    const wrong = { code: 'DECRYPTION_KEY', exitCode: 15, says: /no identity in .* opens it/ };
    await expectFailure(other, restore, wrong);
    expect(statSync(target, { throwIfNoEntry: false })).to.equal(undefined);
  });

  it('finds a backup that was cut off or changed anywhere', async () => {
    const { path, filename } = await server.create(database);
    const original = workspace.path('original');
    copyFileSync(path, original);
    const target = workspace.path('restored.db');
    const { size } = statSync(path);
    const headerBytes = readFileSync(path).indexOf('\n--- ');
    const damages: readonly (() => void)[] = [
      () => truncateSync(path, size - 100_000),
      () => flip(path, size - 5),
      () => flip(path, Math.floor(size / 2)),
      () => flip(path, headerBytes - 10),
    ];
    for (const damage of damages) {
      copyFileSync(original, path);
      damage();
      const damaged = { code: 'BACKUP_VERIFICATION', exitCode: 8, says: /./ };
      await expectFailure(vault, ['restore', filename, '--to', target], damaged);
      expect(statSync(target, { throwIfNoEntry: false })).to.equal(undefined);
      for (const by of [server, vault]) {
        const { exitCode } = await by.run('verify', filename, '--level', 'checksum');
        expect(exitCode).to.equal(8);
      }
    }
  });

  it('verifies, adopts and restores what the age program made', async () => {
    await server.create(database);
    const foreign = join(server.backupDir, 'old-2025-01-02T03-04.db.gz.age');
    execFileSync('sh', ['-c', 'gzip -c "$1" | age -r "$2" -o "$3"', 'sh', database, key.recipient, foreign]);
    const target = workspace.path('restored.db');
    await vault.document('restore', 'old-2025-01-02T03-04.db.gz.age', '--to', target);
    expect(readFileSync(target).equals(readFileSync(database))).to.equal(true);
    const unopened = { code: 'DECRYPTION_KEY', exitCode: 15, says: /no identity/ };
    await expectFailure(server, ['adopt', 'old-2025-01-02T03-04.db.gz.age'], unopened);
    const adopted = await vault.document<CreatedDocument>('adopt', 'old-2025-01-02T03-04.db.gz.age');
    expect(adopted).to.include({ verified: true, encrypted: true });
    expect(adopted.filename).to.match(/^old-.*\.db\.gz\.age$/);
    expect(readFileSync(`${adopted.path}.json`, 'utf8')).not.to.include('database_sha256');
    const again = workspace.path('again.db');
    await vault.document('restore', adopted.filename, '--to', again);
    expect(sqlite3(again, 'PRAGMA integrity_check')).to.equal('ok\n');
  });

  it('encrypts with a passphrase', async () => {
    const passphraseFile = workspace.path('passphrase');
    writeFileSync(passphraseFile, 'correct horse battery staple\n', { mode: 0o600 });
    const both = workspace.with({ env: { BACKUP_ENCRYPTION_PASSPHRASE_FILE: passphraseFile } });
    const backup = await both.create(database);
    const restored = workspace.path('restored.db');
    await both.document('restore', backup.filename, '--to', restored);
    expect(readFileSync(restored).equals(readFileSync(database))).to.equal(true);
    await expectFailure(vault, ['restore', backup.filename, '--to', workspace.path('other.db')], {
      code: 'DECRYPTION_KEY',
      exitCode: 15,
      says: /no passphrase is configured/,
    });
    expect(readFileSync(backup.path, 'latin1')).to.include('-> scrypt ');
  });

  it('checks the keys with doctor', async () => {
    const result = async (by: Workspace): Promise<readonly unknown[]> => {
      const { exitCode, stdout } = await by.run('doctor', database, '--json');
      const { findings } = JSON.parse(stdout) as { findings: readonly { name: string; result: string }[] };
      return [exitCode, findings.find(({ name }) => name === 'encryption')?.result];
    };
    expect(await result(vault)).to.deep.equal([0, 'ok']);
    expect(await result(server)).to.deep.equal([1, 'warning']);
    expect(await result(withKey(server, await newKey('other-key.txt')))).to.deep.equal([2, 'failed']);
  });

  it('never shows an identity: settings, errors, log', async () => {
    const identity = /AGE-SECRET-KEY-1\w+/.exec(readFileSync(key.identity_file, 'utf8'))?.[0] ?? '';
    const mistaken = workspace.with({ env: { BACKUP_ENCRYPTION_RECIPIENTS: identity } });
    const refused = {
      code: 'CONFIGURATION',
      exitCode: 2,
      says: /encryption_recipients.*BACKUP_ENCRYPTION_RECIPIENTS/,
    };
    await expectFailure(mistaken, ['list'], refused);
    writeFileSync(workspace.path('broken.txt'), `${identity} ${identity}\n`);
    const broken = withKey(server, { ...key, identity_file: workspace.path('broken.txt') });
    const { filename } = await server.create(database);
    const endings = [
      await mistaken.run('list'),
      await broken.run('restore', filename, '--to', workspace.path('restored.db'), '--log-level', 'debug'),
      await vault.run('config', '--json'),
      await vault.run('verify', filename, '--level', 'full', '--log-level', 'debug'),
    ];
    const logged = readFileSync(workspace.path('logs', 'backup.log'), 'utf8');
    const shown = [logged, ...endings.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('');
    expect(shown).not.to.include(identity.slice(16));
    expect(endings[1]?.stderr).to.include('line 1 is no identity of age');
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
