import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Sha256AccessTokens } from '../../../src/adapters/outbound/access-tokens/sha256-access-tokens.ts';
import type { RunningService } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { SCOPES, type Scope } from '../../../src/domain/access/scope.ts';
import { startService } from '../../../src/main/compose-service.ts';

export interface ServiceWorld {
  readonly folder: string;
  readonly service: RunningService;
  readonly port: number;
  /** A token of each scope, and one that has expired. */
  readonly secrets: Readonly<Record<Scope | 'expired', string>>;
  /** Every file but the log and what the service keeps for itself, with its digest. */
  files(): Readonly<Record<string, string>>;
  log(): string;
  close(): Promise<void>;
}

/** The whole service as `serve` starts it, in this process, with a database of its own. */
export async function startServiceWorld(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ServiceWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const database = new DatabaseSync(join(folder, 'app.db'));
  database.exec('CREATE TABLE item (name TEXT); INSERT INTO item VALUES (1), (2), (3)');
  database.close();
  const { secrets, entries } = makeTokens();
  const configFile = join(folder, 'backup_config.json');
  const configuration = {
    database_path: 'app.db',
    log_level: 'debug',
    log_file: 'service.log',
    api_port: 0,
    api_tokens: entries,
    ...settings,
  };
  writeFileSync(configFile, JSON.stringify(configuration));
  const { signal } = new AbortController();
  const service = await startService({ configFile, overrides: {}, quiet: true, signal });
  return {
    folder,
    service,
    port: Number(new URL(service.url).port),
    secrets,
    files: () => digests(folder, ''),
    log: () => readFileSync(join(folder, 'service.log'), 'utf8'),
    close: async () => {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeTokens(): { readonly secrets: ServiceWorld['secrets']; readonly entries: readonly object[] } {
  const accessTokens = new Sha256AccessTokens();
  const made = [...SCOPES, 'expired' as const].map((name) => {
    const { secret, sha256 } = accessTokens.create();
    const entry =
      name === 'expired'
        ? { name, scope: 'admin', sha256, expires: '2026-01-01' }
        : { name, scope: name, sha256 };
    return { name, secret, entry };
  });
  return {
    secrets: Object.fromEntries(made.map(({ name, secret }) => [name, secret])) as ServiceWorld['secrets'],
    entries: made.map(({ entry }) => entry),
  };
}

function digests(folder: string, prefix: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name === '.state' || name.endsWith('.log')) continue;
    if (statSync(path).isDirectory()) Object.assign(found, digests(path, `${prefix}${name}/`));
    else found[prefix + name] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return found;
}
