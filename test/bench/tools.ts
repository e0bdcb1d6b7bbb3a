import { runScript } from './run-script.ts';

/** Other programs that are measured, and how each prints its version. */
const VERSION_SCRIPT = {
  sqlite3: 'sqlite3 --version',
  zstd: 'zstd --version',
  pigz: 'pigz --version 2>&1',
  restic: 'restic version',
  borg: 'borg --version',
} as const;

export type Tool = keyof typeof VERSION_SCRIPT;

export type InstalledTools = ReadonlyMap<Tool, string>;

/** The installed tools with their versions. */
export async function installedTools(): Promise<InstalledTools> {
  const found = new Map<Tool, string>();
  for (const tool of Object.keys(VERSION_SCRIPT) as Tool[]) {
    const run = await runScript(VERSION_SCRIPT[tool], {}).catch(() => undefined);
    const version = /\d+(\.\d+)+/.exec(run?.stdout ?? '')?.[0];
    if (version !== undefined) found.set(tool, version);
  }
  return found;
}
