import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runPython } from './python-process.ts';

export const SQLITE_MAGIC = 'SQLite format 3\0';

/** Kinds of source files. */
export const SOURCE_KINDS = [
  'sound',
  'large',
  'missing',
  'directory',
  'empty',
  'text',
  'random',
  'encrypted',
  'table-less',
  'damaged',
  'custom-collation',
  'full-text',
  'damaged-full-text',
  'r-tree',
  'violated-foreign-key',
  'wal-header',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

const PAGE_BYTES = 4096;
const MEBIBYTE = 1024 * 1024;

export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'backup-manager-'));
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Runs SQL on a new or existing database and closes it. */
export function writeDatabase(path: string, sql: string): string {
  const database = new DatabaseSync(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
  return path;
}

/** Statements that create a table `item` of many pages. */
export function itemTable(rows: number, bodyBytes = 300): string {
  return `CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
    INSERT INTO item SELECT id, substr(hex(id * 7919) || printf('%.*c', ${bodyBytes}, 'x'), 1, ${bodyBytes}) FROM n;`;
}

export function readItems(path: string): readonly (readonly [id: number, body: string])[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT id, body FROM item ORDER BY id').all();
    return rows.map((row) => [Number(row['id']), String(row['body'])]);
  } finally {
    database.close();
  }
}

const FULL_TEXT = `CREATE VIRTUAL TABLE note USING fts5(body);
  INSERT INTO note (body) VALUES ('the quick brown fox'), ('jumps over the lazy dog');`;

const BUILDERS = {
  sound: (path) => writeDatabase(path, itemTable(200)),
  large: (path) => {
    const rows = 50 * 16;
    const body = `randomblob(${MEBIBYTE / 16})`;
    return writeDatabase(
      path,
      `CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
      WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
      INSERT INTO item SELECT id, ${body} FROM n;`,
    );
  },
  missing: (path) => path,
  directory: (path) => mkdir(path),
  empty: (path) => writeFile(path, ''),
  text: (path) => writeFile(path, 'id,body\n1,this is a table of another kind\n'.repeat(200)),
  random: (path) => writeFile(path, randomBytes(16 * PAGE_BYTES)),
  encrypted: (path) =>
    writeFile(path, Buffer.concat([Buffer.from(SQLITE_MAGIC, 'latin1'), Buffer.alloc(4080, 0x9d)])),
  'table-less': (path) => writeDatabase(path, 'CREATE TABLE gone (id); DROP TABLE gone;'),
  damaged: (path) => writeDamaged(path),
  'custom-collation': (path) =>
    runPython(
      `db = sqlite3.connect(path)
db.create_collation('house', lambda a, b: (a > b) - (a < b))
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT COLLATE house)')
db.execute('CREATE INDEX by_body ON item (body)')
db.executemany('INSERT INTO item (body) VALUES (?)', [('b',), ('a',), ('c',)])
db.commit()`,
      path,
    ),
  'full-text': (path) => writeDatabase(path, FULL_TEXT),
  'damaged-full-text': async (path) => {
    writeDatabase(path, FULL_TEXT);
    // Node's own connections are in defensive mode, which protects the tables behind an FTS5 table.
    await runPython(
      "with sqlite3.connect(path) as db: db.execute('DELETE FROM note_content WHERE id = 1')",
      path,
    );
  },
  'r-tree': (path) =>
    writeDatabase(
      path,
      `CREATE VIRTUAL TABLE box USING rtree(id, x0, x1);
      INSERT INTO box VALUES (1, 0, 2), (2, 1, 3);`,
    ),
  'violated-foreign-key': (path) =>
    writeDatabase(
      path,
      `PRAGMA foreign_keys = OFF; CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (parent_id REFERENCES parent (id)); INSERT INTO child VALUES (7);`,
    ),
  'wal-header': async (path) => {
    writeDatabase(path, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
    await Promise.all(['-wal', '-shm'].map((suffix) => rm(path + suffix, { force: true })));
  },
} satisfies Record<SourceKind, (path: string) => unknown>;

/** Creates a source of the kind at a path without a file. */
export async function buildSource(kind: SourceKind, path: string): Promise<string> {
  await BUILDERS[kind](path);
  return path;
}

/** A database with one overwritten b-tree page; its schema is readable. */
async function writeDamaged(path: string): Promise<void> {
  writeDatabase(path, itemTable(400));
  const file = await open(path, 'r+');
  try {
    await file.write(Buffer.alloc(PAGE_BYTES - 200, 0xa5), 0, PAGE_BYTES - 200, 4 * PAGE_BYTES + 8);
  } finally {
    await file.close();
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The parts of a source that must not change: the bytes of its files, and owner and mode of all of them. */
export async function sourceFingerprint(path: string): Promise<Readonly<Record<string, string>>> {
  const facts: Record<string, string> = {};
  for (const suffix of ['', '-wal', '-journal']) {
    // An empty side file equals a missing one: a reader of a closed WAL database leaves one.
    const bytes = await readFile(path + suffix).catch(() => Buffer.alloc(0));
    facts[`${suffix} bytes`] = sha256(bytes);
  }
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    const found = await stat(path + suffix).catch(() => undefined);
    const main = await stat(path).catch(() => undefined);
    // A new side file must have the database's owner and mode.
    const { uid, gid, mode } = found ?? main ?? { uid: 0, gid: 0, mode: 0 };
    facts[`${suffix} owner`] = `${uid}:${gid} ${(mode & 0o777).toString(8)}`;
  }
  return facts;
}
