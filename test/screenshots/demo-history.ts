import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SystemClock } from '../../src/adapters/outbound/clock/system-clock.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { createContainer } from '../../src/main/container.ts';
import { loadSettings } from '../../src/settings/settings.ts';
import { TOKENS } from '../../src/main/tokens.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 110;
/** At the same hour each night; the newest is some hours old. */
const NEWEST_AGE_MS = 3 * HOUR_MS;
const FIRST_PURCHASES = 9000;
const PURCHASES_A_DAY = 150;

/** The machine's clock, put back to a day of the story. */
class DisplacedClock extends SystemClock {
  displacementMs = 0;

  override now(): Date {
    return new Date(super.now().getTime() - this.displacementMs);
  }
}

interface DemoDatabase {
  readonly name: string;
  readonly path: string;
}

/**
 * What a shop's and a customer register's nights would have left behind: the product itself makes every backup, only the
 * clock is set. Days before today on which something happened are named below.
 */
export async function liveThroughMonths(folder: string, databases: readonly DemoDatabase[]): Promise<void> {
  const clock = new DisplacedClock();
  const settings = loadSettings({ configFile: undefined, env: {}, cwd: folder });
  const container = await createContainer({ settings, logger: new InMemoryLogger(), listeners: [] });
  container.rebind(TOKENS.clock).toConstantValue(clock);
  const create = container.get(TOKENS.useCases).createBackup;
  const verify = container.get(TOKENS.useCases).verifyBackup;
  for (const { path } of databases) fill(path, FIRST_PURCHASES);
  const live = async ({ name, path }: DemoDatabase, day: number): Promise<void> => {
    if (day !== DAYS) fill(path, name === 'shop' ? PURCHASES_A_DAY : PURCHASES_A_DAY / 5);
    if (isQuiet(name, day)) return;
    const label = noteOf(name, day);
    const command = { sourcePath: path, database: name, label, pinned: label !== undefined };
    if (name === 'shop' && day === 47) {
      await withoutDatabase(path, () => create.execute(command));
      return;
    }
    const { backup } = await create.execute(command);
    const level = day % 28 === 5 ? 'drill' : day % 7 === 0 || day === 1 ? 'full' : undefined;
    if (level !== undefined) await verify.execute({ filename: backup.filename, level });
  };
  for (let day = DAYS; day >= 0; day -= 1) {
    clock.displacementMs = day * DAY_MS + NEWEST_AGE_MS + jitterMs(day);
    await Promise.all(databases.map((database) => live(database, day)));
  }
}

/** The machine was off, or the service was not asked; the newest backup of crm is too old. */
function isQuiet(name: string, day: number): boolean {
  return day === 61 || day === 62 || (name === 'crm' && (day === 0 || day === 33));
}

function noteOf(name: string, day: number): string | undefined {
  if (name === 'shop' && day === 12) return 'before the move to 3.0';
  if (name === 'crm' && day === 20) return 'end of the quarter';
  return undefined;
}

/** Up to some minutes, the same each time. */
function jitterMs(day: number): number {
  return ((day * 7919) % 240) * 1000;
}

async function withoutDatabase(path: string, work: () => Promise<unknown>): Promise<void> {
  renameSync(path, `${path}.away`);
  await work().catch(() => undefined);
  renameSync(`${path}.away`, path);
}

function fill(path: string, purchases: number): void {
  const isNew = !existsSync(path);
  const database = new DatabaseSync(path);
  if (isNew) {
    database.exec(`
      CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, town TEXT);
      CREATE TABLE purchase (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL REFERENCES customer (id),
        article TEXT NOT NULL,
        amount_cents INTEGER NOT NULL,
        bought_at TEXT NOT NULL
      );
      CREATE INDEX purchase_by_customer ON purchase (customer_id);
      CREATE VIEW turnover AS SELECT date(bought_at) AS day, sum(amount_cents) AS cents FROM purchase GROUP BY 1;
      INSERT INTO customer (name, town) VALUES
        ('Ada Okafor', 'Lagos'), ('Grace Lindholm', 'Turku'), ('张伟', '成都'), ('Zoë Marchetti', 'Trieste');`);
  }
  database.exec('BEGIN');
  const insert = database.prepare(
    `INSERT INTO purchase (customer_id, article, amount_cents, bought_at)
     VALUES (?, ?, ?, datetime('now', ?))`,
  );
  for (let index = 0; index < purchases; index += 1) {
    const article =
      ['Teapot, blue', 'Lantern', 'Notebook A5', 'Wool blanket', 'Chess clock'][index % 5] ?? '';
    insert.run((index % 4) + 1, article, 490 + ((index * 367) % 9000), `-${String(index)} minutes`);
  }
  database.exec('COMMIT');
  database.close();
}
