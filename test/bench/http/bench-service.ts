import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../support/service-process.ts';
import { runScript } from '../run-script.ts';

export const HEALTH = '/api/backup/health';

/** Runs an action with a service that has one database and a verified backup; cleans up. */
export async function withService<Result>(
  settings: Readonly<Record<string, string>>,
  use: (service: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const service = await ServiceProcess.start({
      cwd: folder,
      env: { BACKUP_DATABASE_PATH: join(folder, 'app.db'), BACKUP_MAX_SIZE_MB: '1000000', ...settings },
    });
    try {
      return await use(service);
    } finally {
      await service.stop();
    }
  });
}

export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'backup-manager-http-bench-'));
  try {
    const sql = 'CREATE TABLE item (name TEXT); INSERT INTO item VALUES (1)';
    await runScript(
      `python3 -c "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])" "$DB" "$SQL"`,
      {
        DB: join(folder, 'app.db'),
        SQL: sql,
      },
    );
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error when creating it fails */
export async function createBackup({ url }: ServiceProcess): Promise<void> {
  const answer = await fetch(`${url}/api/backup/create`, { method: 'POST' });
  if (answer.status !== 201) throw new Error(`no backup: ${await answer.text()}`);
  await answer.text();
}

/** Waits until the health report includes the backup; the bare application answers with as many bytes. */
export async function healthyBytes({ url }: ServiceProcess): Promise<number> {
  for (;;) {
    const answer = await fetch(url + HEALTH);
    const { byteLength } = await answer.arrayBuffer();
    if (answer.status === 200) return byteLength;
    await new Promise((proceed) => setTimeout(proceed, 100));
  }
}
