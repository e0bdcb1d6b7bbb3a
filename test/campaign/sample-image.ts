import { readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Random } from '../torture/random.ts';
import { below } from './damage.ts';

const PAGE_SIZES = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536] as const;

/** One image in this many is large enough for an artifact of several blocks. */
const LARGE_ONE_IN = 50;
const LARGE_BYTES = 5_000_000;
const SMALL_BYTES = 200_000;

export interface SampleImage {
  readonly image: Buffer;
  readonly pageSize: number;
}

/** A healthy database of a random size and page size; every other one is in WAL mode. */
export function sampleImage(path: string, random: Random, index: number): SampleImage {
  const pageSize = random.pick(PAGE_SIZES);
  const bytes = index % LARGE_ONE_IN === LARGE_ONE_IN - 1 ? LARGE_BYTES : below(random, SMALL_BYTES);
  const bodyBytes = 20 + below(random, 400);
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA page_size = ${String(pageSize)}; PRAGMA synchronous = OFF;
      CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL, extra BLOB); BEGIN`);
    const insert = database.prepare('INSERT INTO item (body, extra) VALUES (?, ?)');
    for (let written = 0; written <= bytes; written += bodyBytes) {
      const noise = below(random, 2 ** 32).toString(36);
      insert.run(noise.padEnd(bodyBytes / 2, `${noise} `), Buffer.alloc(bodyBytes / 2, noise));
    }
    database.exec('COMMIT; CREATE INDEX by_body ON item (body)');
    if (index % 2 === 1) database.exec('PRAGMA journal_mode = WAL');
  } finally {
    database.close();
  }
  const image = readFileSync(path);
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  return { image, pageSize };
}
