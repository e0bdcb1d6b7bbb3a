import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { formatManifest, parseManifest } from '../../../src/adapters/outbound/files/manifest-document.ts';
import { formatState, parseState } from '../../../src/adapters/outbound/files/state-document.ts';
import { EMPTY_STATE, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { Manifest } from '../../../src/domain/backup/manifest.ts';
import { aManifest, aVerification } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { createFilesystemSubject } from './filesystem-subject.ts';

/** The manifest's keys in the order of the contract. */
const KEYS = [
  'format',
  'database',
  'source_path',
  'host',
  'filename',
  'created_at',
  'engine',
  'consistency',
  'capture',
  'sqlite_version',
  'journal_mode',
  'page_size',
  'page_count',
  'table_count',
  'used_page_count',
  'database_bytes',
  'database_sha256',
  'stored_bytes',
  'stored_sha256',
  'compression',
  'source_check',
  'duration_ms',
  'tool_version',
  'manifest_sha256',
];

const manifest = aManifest({ sourcePath: '/data/备份 "it\'s" é\\.db', tableCount: 7, usedPageCount: 90 });
const document = JSON.parse(formatManifest(manifest)) as Record<string, unknown>;

const parse = (altered: unknown) =>
  parseManifest(`${JSON.stringify(altered, undefined, 2)}\n`, manifest.filename);

describe('a manifest', () => {
  it('of a delta names its parent', () => {
    const parent = {
      filename: 'app-20261122T200800123Z.db.gz',
      storedSha256: 'b'.repeat(64),
      databaseSha256: 'c'.repeat(64),
    };
    const delta = aManifest({ type: 'incr', chain: '0123456789abcdef', parent, frames: 12 });
    const written = JSON.parse(formatManifest(delta)) as Record<string, unknown>;
    expect(parseManifest(formatManifest(delta), delta.filename)).to.deep.equal({
      condition: 'intact',
      manifest: delta,
    });
    expect(Object.keys(written).slice(-7, -1)).to.deep.equal([
      'type',
      'chain',
      'parent',
      'parent_stored_sha256',
      'parent_database_sha256',
      'frames',
    ]);
  });

  it('of a delta without its parent, or under the name of a full, is damaged', () => {
    const parent = { filename: 'app-20261122T200800123Z.db.gz', storedSha256: 'b'.repeat(64) };
    const delta = aManifest({ type: 'diff', chain: '0123456789abcdef', parent, frames: 1 });
    const problemOf = (changed: Manifest) => {
      const record = parseManifest(formatManifest(changed), changed.filename);
      return record.condition === 'damaged' ? record.problem : 'none';
    };
    expect(problemOf(delta)).to.equal('none');
    expect(problemOf({ ...delta, parent: undefined })).to.equal('it is a diff without its parent');
    expect(problemOf({ ...delta, type: undefined })).to.include('differ about its type');
    expect(problemOf({ ...delta, filename: manifest.filename })).to.include('differ about its type');
  });

  it('has the keys of the contract', () => {
    expect(Object.keys(document)).to.deep.equal(KEYS);
    expect(Object.keys(document['source_check'] as object)).to.deep.equal([
      'level',
      'result',
      'detail',
      'duration_ms',
    ]);
  });

  it('is read back unchanged for every content', () => {
    fc.assert(
      fc.property(
        fc.record({
          sourcePath: fc.string({ unit: 'binary' }),
          host: fc.string(),
          pageCount: fc.nat(),
          databaseBytes: fc.maxSafeNat(),
          createdAt: fc.date({
            min: new Date(0),
            max: new Date('9999-12-31T23:59:59.999Z'),
            noInvalidDate: true,
          }),
        }),
        (changes) => {
          const one = aManifest(changes);
          const text = formatManifest(one);
          expect(parseManifest(text, one.filename)).to.deep.equal({ condition: 'intact', manifest: one });
        },
      ),
    );
  });

  it('is damaged when any field was changed', () => {
    const otherValue = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), otherValue, (key, value) => {
        fc.pre(document[key] !== value);
        expect(parse({ ...document, [key]: value })).to.have.property('condition', 'damaged');
      }),
    );
  });

  it('is damaged when any field has another valid value', () => {
    const believable: Record<string, unknown> = {
      ...JSON.parse(formatManifest(aManifest({ database: 'b', engine: 'sqljs', consistency: 'optimistic' }))),
      page_size: 8192,
      page_count: 99,
      table_count: 8,
      used_page_count: 91,
      stored_bytes: 1,
      database_bytes: 0,
      duration_ms: 0,
      source_check: { level: 'full', result: 'ok', detail: 'quick_check', duration_ms: 3 },
      capture: 'spool',
      sqlite_version: '3.0.0',
      journal_mode: 'delete',
      compression: 'none',
      host: 'other',
      tool_version: '0.1.1',
      created_at: '2026-11-22T21:08:00.124Z',
      database_sha256: 'e'.repeat(64),
      stored_sha256: 'b'.repeat(64),
    };
    for (const key of KEYS.filter((each) => each !== 'format')) {
      expect(believable[key], key).not.to.equal(document[key]);
      expect(parse({ ...document, [key]: believable[key] }), key).to.have.property('condition', 'damaged');
    }
  });

  it('is damaged when a field is missing or added', () => {
    for (const key of KEYS) {
      const rest = Object.fromEntries(Object.entries(document).filter(([each]) => each !== key));
      expect(parse(rest), key).to.have.property('condition', 'damaged');
    }
    expect(parse({ ...document, approved: true })).to.have.property('condition', 'damaged');
  });

  it('has no digest of an encrypted database, and is damaged without one otherwise', () => {
    const recipients = ['0123456789abcdef'];
    const one = aManifest({ encryption: { recipients } });
    const encrypted: { -readonly [Key in keyof Manifest]: Manifest[Key] } = { ...one };
    delete encrypted.databaseSha256;
    const text = formatManifest(encrypted);
    expect(JSON.parse(text)).to.have.deep.property('encryption', { recipients });
    expect(text).not.to.include('database_sha256');
    expect(parseManifest(text, one.filename)).to.deep.equal({ condition: 'intact', manifest: encrypted });
    const condition = (manifest: Manifest): unknown =>
      parseManifest(formatManifest(manifest), manifest.filename).condition;
    const { filename } = aManifest();
    expect(condition({ ...encrypted, filename })).to.equal('damaged');
    delete encrypted.encryption;
    expect(condition(encrypted)).to.equal('damaged');
    expect(condition({ ...encrypted, filename })).to.equal('damaged');
  });

  it('records the owner of the source, its mode in octal digits', () => {
    const one = aManifest({ sourceOwner: { uid: 1000, gid: 50, mode: 0o40 } });
    const text = formatManifest(one);
    expect(JSON.parse(text)).to.have.deep.property('source_owner', { uid: 1000, gid: 50, mode: '0040' });
    expect(parseManifest(text, one.filename)).to.deep.equal({ condition: 'intact', manifest: one });
  });

  it('is intact without table_count, used_page_count and source_owner (older releases)', () => {
    const older = aManifest();
    expect(JSON.parse(formatManifest(older))).not.to.have.any.keys(
      'table_count',
      'used_page_count',
      'source_owner',
    );
    expect(parseManifest(formatManifest(older), older.filename)).to.deep.equal({
      condition: 'intact',
      manifest: older,
    });
  });

  it('is damaged when it belongs to another file', () => {
    const record = parseManifest(formatManifest(manifest), 'app-20261122T210800123Z-2.db.gz');
    expect(record).to.have.property('condition', 'damaged');
    expect(record).to.have.property('problem').that.includes(manifest.filename);
  });

  it('has the digest that jq and sha256sum compute', function () {
    if (spawnSync('jq', ['--version']).status !== 0) return this.skip();
    const compact = execFileSync('jq', ['-cj', 'del(.manifest_sha256)'], { input: formatManifest(manifest) });
    expect(createHash('sha256').update(compact).digest('hex')).to.equal(document['manifest_sha256']);
  });
});

describe('a state', () => {
  const FILENAME = 'app-20261122T210800123Z.db.gz';

  it('is read back unchanged for every content', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
        (pinned, label) => {
          const state = { pinned, label, verifications: [aVerification('failed'), aVerification()] };
          expect(parseState(formatState(state, FILENAME), FILENAME)).to.deep.equal(state);
        },
      ),
    );
  });

  for (const text of [
    '',
    'garbage',
    'null',
    '[]',
    '{}',
    '{"pinned":"yes","label":null,"verifications":[]}',
  ]) {
    it(`is unreadable when its text is ${JSON.stringify(text)}`, () => {
      expect(parseState(text, FILENAME)).to.equal(undefined);
    });
  }
});

describe('a state that was changed', () => {
  const FILENAME = 'app-20261122T210800123Z.db.gz';
  const text = formatState({ ...EMPTY_STATE, verifications: [aVerification('failed')] }, FILENAME);

  for (const [what, altered] of [
    ['another result', text.replace('failed', 'ok')],
    ['a blank more', `${text} `],
    ['its last line feed lost', text.trimEnd()],
    ["another backup's", formatState(EMPTY_STATE, 'app-20261122T210800124Z.db.gz')],
  ] as const) {
    it(`is unreadable: ${what}`, () => {
      expect(parseState(text, FILENAME)).not.to.equal(undefined);
      expect(parseState(altered, FILENAME)).to.equal(undefined);
    });
  }
});

describe('FilesystemBackupStore on disk', () => {
  let subject: Awaited<ReturnType<typeof createFilesystemSubject>>;
  let backup: Backup;

  beforeEach(async () => {
    subject = await createFilesystemSubject();
    const state = { ...EMPTY_STATE, pinned: true };
    backup = await subject.createStore().publish(await subject.stage('content'), manifest, state);
  });

  afterEach(() => subject.dispose());

  const list = () => subject.createStore().list();

  it('lists a backup as damaged when its state file is garbage: it may have been pinned', async () => {
    await writeFile(`${backup.location}.state.json`, '{"pinned": fal');
    const [listed] = await list();
    expect(listed?.record).to.deep.equal({ condition: 'damaged', problem: 'its state file is unreadable' });
    // The next verification rewrites the state: it must keep the pin.
    expect(listed?.state.pinned).to.equal(true);
  });

  it('lists a backup as damaged when a record cannot be read', async () => {
    await rm(`${backup.location}.json`);
    await mkdir(`${backup.location}.json`);
    expect((await list())[0]?.record.condition).to.equal('damaged');
  });

  it('writes no state file when the state is empty', async () => {
    const second = await subject.createStore().publish(await subject.stage('content'), manifest, EMPTY_STATE);
    expect(await subject.read(`${second.location}.state.json`)).to.equal(undefined);
    expect(await subject.read(`${backup.location}.state.json`)).not.to.equal(undefined);
  });

  it('creates records of mode 0600 in a directory of mode 0700', async () => {
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modeOf(`${backup.location}.json`)).to.equal('600');
    expect(await modeOf(`${backup.location}.state.json`)).to.equal('600');
    expect(await modeOf(`${subject.directory}/.state/staging`)).to.equal('700');
  });

  it('lists no directory, dangling link or record as a backup', async () => {
    await mkdir(`${subject.directory}/folder.db`);
    await symlink('nowhere', `${subject.directory}/link.db`);
    await writeFile(`${subject.directory}/orphan.db.json`, await readFile(`${backup.location}.json`));
    expect((await list()).map(({ filename }) => filename)).to.deep.equal([backup.filename]);
  });

  it('throws BackupDirectoryException when the directory cannot be read', async () => {
    await rm(subject.directory, { recursive: true });
    await writeFile(subject.directory, 'a file');
    const error = await rejectionOf(list());
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(error).to.have.property('message').that.includes(subject.directory);
  });

  it('throws BackupDirectoryException without permission, as an ordinary user', async function () {
    if (process.getuid?.() === 0) return this.skip();
    await chmod(subject.directory, 0o000);
    const error = await rejectionOf(list());
    await chmod(subject.directory, 0o700);
    expect(error).to.be.instanceOf(BackupDirectoryException);
  });
});
