import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** Decompresses a backup without our help. */
export function gunzipTo(storedPath: string, databasePath: string): void {
  const output = openSync(databasePath, 'wx', 0o600);
  try {
    execFileSync('gunzip', ['--stdout', storedPath], { stdio: ['ignore', output, 'inherit'] });
  } finally {
    closeSync(output);
  }
}

/** What the sqlite3 command line answers. */
export function sqlite3(databasePath: string, ...input: readonly string[]): string {
  return execFileSync('sqlite3', ['-batch', databasePath, ...input], {
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
}

/** Whether SQLite finds nothing wrong with a database. */
export function isSound(databasePath: string): boolean {
  const { stdout } = spawnSync('sqlite3', ['-batch', databasePath, 'PRAGMA quick_check'], {
    encoding: 'utf8',
  });
  return stdout === 'ok\n';
}
