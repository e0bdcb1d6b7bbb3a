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
/** Age of the newest backup. All backups are made at the same hour. */
const NEWEST_AGE_MS = 3 * HOUR_MS;
const FIRST_PURCHASES = 9000;
const PURCHASES_A_DAY = 150;

/** The system clock, set back by an offset. */
class OffsetClock extends SystemClock {
  offsetMs = 0;

  override now(): Date {
    return new Date(super.now().getTime() - this.offsetMs);
  }
}

interface DemoDatabase {
  readonly name: string;
  readonly path: string;
}

/**
 * Makes the backups of 110 days with the product itself, under a clock that is set back. The days are counted back from
 * today. Some have a label, a failure, a verification or no run, so that every view has something to show.
 */
export async function writeDemoHistory(folder: string, databases: readonly DemoDatabase[]): Promise<void> {
  const clock = new OffsetClock();
  const settings = loadSettings({ configFile: undefined, env: {}, cwd: folder });
  const container = await createContainer({ settings, logger: new InMemoryLogger(), listeners: [] });
  container.rebind(TOKENS.clock).toConstantValue(clock);
  const create = container.get(TOKENS.useCases).createBackup;
  const verify = container.get(TOKENS.useCases).verifyBackup;
  for (const { path } of databases) fill(path, FIRST_PURCHASES);
  const runDay = async ({ name, path }: DemoDatabase, day: number): Promise<void> => {
    if (day !== DAYS) fill(path, name === 'shop' ? PURCHASES_A_DAY : PURCHASES_A_DAY / 5);
    if (hasNoRun(name, day)) return;
    const label = labelOf(name, day);
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
    clock.offsetMs = day * DAY_MS + NEWEST_AGE_MS + jitterMs(day);
    await Promise.all(databases.map((database) => runDay(database, day)));
  }
}

/** Days without a run. On day 0 the newest backup of crm is too old. */
function hasNoRun(name: string, day: number): boolean {
  return day === 61 || day === 62 || (name === 'crm' && (day === 0 || day === 33));
}

function labelOf(name: string, day: number): string | undefined {
  if (name === 'shop' && day === 12) return 'before the move to 3.0';
  if (name === 'crm' && day === 20) return 'end of the quarter';
  return undefined;
}

/** Less than four minutes, the same in every run of the program. */
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
