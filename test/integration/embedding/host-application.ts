import Koa from 'koa';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Sha256AccessTokens } from '../../../src/adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { SCOPES, type Scope } from '../../../src/domain/access/scope.ts';
import { backupRouter, type BackupRouterOptions, type KoaMiddleware } from '../../../src/main/koa.ts';
import { BackupConfig, BackupManager, type RunListener } from '../../../src/main/library.ts';
import { itemTable, makeFolder, removeFolder, writeDatabase } from '../../support/database-fixtures.ts';

export interface HostOptions extends BackupRouterOptions {
  /** Over those that suit a test; `api_tokens` are one of each scope. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Middleware of the application's own, before the API and after it. */
  readonly before?: readonly Koa.Middleware[];
  readonly after?: readonly Koa.Middleware[];
  /** Stands between `before` and the API, as koa-mount does. */
  readonly around?: (api: KoaMiddleware) => KoaMiddleware;
  readonly behindProxy?: boolean;
  readonly listeners?: readonly RunListener[];
}

export interface AskOptions {
  readonly method?: string;
  readonly scope?: Scope | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the application answers to paths that lead nowhere. */
export const NOWHERE = 'the application knows no such path';

/** Somebody's Koa application with the API in it, a database and a folder of its own. */
export class HostApplication {
  readonly folder: string;
  readonly manager: BackupManager;
  /** What the application's own error handling was told of. */
  readonly failures: readonly unknown[];
  readonly url: string;
  readonly #secrets: ReadonlyMap<Scope, string>;
  readonly #stop: () => Promise<void>;

  private constructor(
    parts: Pick<HostApplication, 'folder' | 'manager' | 'failures' | 'url'>,
    secrets: ReadonlyMap<Scope, string>,
    stop: () => Promise<void>,
  ) {
    this.folder = parts.folder;
    this.manager = parts.manager;
    this.failures = parts.failures;
    this.url = parts.url;
    this.#secrets = secrets;
    this.#stop = stop;
  }

  static async start(options: HostOptions = {}): Promise<HostApplication> {
    const folder = await makeFolder();
    const { secrets, entries } = tokens();
    writeDatabase(join(folder, 'app.db'), itemTable(20));
    const settings = {
      database_path: 'app.db',
      backup_dir: 'backup',
      log_file: 'backup.log',
      log_level: 'debug',
      min_free_mb: 0,
      disk_warning_percent: 99,
      disk_critical_percent: 100,
      api_tokens: entries,
      ...options.settings,
    };
    writeFileSync(join(folder, 'backup_config.json'), JSON.stringify(settings));
    const config = new BackupConfig(join(folder, 'backup_config.json'));
    const manager = new BackupManager({ config, listeners: options.listeners ?? [] });
    const failures: unknown[] = [];
    const app = applicationOf(options, manager, failures);
    const answer = app.callback();
    const server = createServer((request, response) => {
      void answer(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    return new HostApplication({ folder, manager, failures, url }, secrets, async () => {
      server.close();
      server.closeAllConnections();
      await manager.close();
      await removeFolder(folder);
    });
  }

  secret(scope: Scope): string {
    return this.#secrets.get(scope) ?? '';
  }

  /** Asks as an administrator unless another scope is given; `undefined` shows no token. */
  ask(path: string, options: AskOptions = {}): Promise<Response> {
    const { method = 'GET', headers = {}, body } = options;
    const scope = 'scope' in options ? options.scope : 'admin';
    return fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(scope !== undefined && { Authorization: `Bearer ${this.secret(scope)}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async close(): Promise<void> {
    await this.#stop();
  }
}

function applicationOf(options: HostOptions, manager: BackupManager, failures: unknown[]): Koa {
  const { before = [], after = [], around = asItIs, behindProxy = false } = options;
  const app = new Koa({ proxy: behindProxy });
  app.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      failures.push(error);
      context.status = 500;
      context.body = 'the application failed';
    }
  });
  for (const middleware of before) app.use(middleware);
  app.use(around(backupRouter(manager, options)));
  for (const middleware of after) app.use(middleware);
  app.use((context) => {
    context.status = 404;
    context.body = NOWHERE;
  });
  return app;
}

const asItIs = (api: KoaMiddleware): KoaMiddleware => api;

function tokens(): { readonly secrets: ReadonlyMap<Scope, string>; readonly entries: readonly object[] } {
  const made = SCOPES.map((scope) => ({ scope, ...new Sha256AccessTokens().create() }));
  return {
    secrets: new Map(made.map(({ scope, secret }) => [scope, secret])),
    entries: made.map(({ scope, sha256 }) => ({ name: `the-${scope}`, scope, sha256 })),
  };
}
