import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runCli, type CliEnding } from '../cli-process.ts';
import { ServiceProcess } from '../service-process.ts';

/** One token for each scope. */
export const TOKENS = {
  read: 'bm_page-test-token-that-may-read-and-nothing-else',
  operate: 'bm_page-test-token-that-may-operate-the-service',
  admin: 'bm_page-test-token-that-may-do-whatever-there-is',
} as const;

export interface PageWorldOptions {
  /** The content of each database, by its name. */
  readonly databases?: Readonly<Record<string, (database: DatabaseSync) => void>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The subfolder of the databases. */
  readonly place?: string;
}

/** A temporary folder with databases, and the built service that runs in it. */
export class PageWorld {
  readonly folder: string;
  readonly #place: string;
  #names: readonly string[] = [];
  #service: ServiceProcess | undefined;

  private constructor(folder: string, place: string) {
    this.folder = folder;
    this.#place = place;
  }

  /** Starts the service. Users need a token, unless `settings` say otherwise. */
  static async start(options: PageWorldOptions = {}): Promise<PageWorld> {
    const { databases = { shop: fillShop }, settings = {}, place = '.' } = options;
    const world = new PageWorld(mkdtempSync(join(tmpdir(), 'backup-manager-page-')), place);
    for (const [name, fill] of Object.entries(databases)) world.change(name, fill);
    world.#names = Object.keys(databases);
    world.configure(settings);
    try {
      await world.serve();
    } catch (error) {
      await world.remove();
      throw error;
    }
    return world;
  }

  get url(): string {
    return this.service.url;
  }

  get service(): ServiceProcess {
    if (this.#service === undefined) throw new Error('the service is not running');
    return this.#service;
  }

  databasePath(name: string): string {
    return join(this.folder, this.#place, `${name}.db`);
  }

  get stagingPath(): string {
    return join(this.folder, 'backup', '.state', 'staging');
  }

  /** Writes the configuration file. The service reads it when it starts. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    const configuration = {
      databases: this.#names.map((name) => ({ name, path: this.databasePath(name) })),
      api_tokens: tokenEntries(),
      min_free_mb: 0,
      // The free space of the machine must not affect the test.
      disk_warning_percent: 99,
      disk_critical_percent: 100,
      health_check_interval: 1,
      ...settings,
    };
    mkdirSync(join(this.folder, 'config'), { recursive: true });
    writeFileSync(join(this.folder, 'config', 'backup_config.json'), JSON.stringify(configuration));
  }

  /** Changes a database through SQLite, like its application. */
  change(name: string, work: (database: DatabaseSync) => void): void {
    const path = this.databasePath(name);
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path);
    try {
      work(database);
    } finally {
      database.close();
    }
  }

  /**
   * Runs a command in the folder of the service.
   * @throws Error it failed and `mayFail` is false
   */
  async run(argv: readonly string[], mayFail = false): Promise<CliEnding> {
    const ending = await runCli(argv, { cwd: this.folder });
    if (ending.exitCode !== 0 && !mayFail)
      throw new Error(`${argv.join(' ')}: ${ending.stderr}${ending.stdout}`);
    return ending;
  }

  async backUp(database: string, ...argv: readonly string[]): Promise<string> {
    const { stdout } = await this.run(['create', this.databasePath(database), ...argv, '--json']);
    return (JSON.parse(stdout) as { readonly filename: string }).filename;
  }

  async serve(port = 0): Promise<void> {
    this.#service = await ServiceProcess.start({ cwd: this.folder, port });
  }

  /** Restarts the service at the same address. */
  async restart(): Promise<void> {
    const { port } = new URL(this.url);
    await this.service.stop();
    await this.serve(Number(port));
  }

  /** Kills the service. Open pages stay open. */
  async kill(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    await service?.stop('SIGKILL');
  }

  async remove(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    await service?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function fillShop(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount_cents INTEGER NOT NULL);
    INSERT INTO customer (name) VALUES ('Ada'), ('Grace'), ('张伟'), ('Zoë');
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO purchase (customer_id, amount_cents) SELECT i % 4 + 1, i * 37 FROM n;
  `);
}

/** Large enough that a test can stop a capture before it ends. */
export function fillLarge(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO note (body) SELECT randomblob(100000) FROM n;
  `);
}

export function tokenEntries(): readonly Readonly<Record<string, string>>[] {
  return Object.entries(TOKENS).map(([scope, secret]) => ({
    name: `${scope}-token`,
    scope,
    sha256: createHash('sha256').update(secret).digest('hex'),
  }));
}
