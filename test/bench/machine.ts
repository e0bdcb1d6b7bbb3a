import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runScript } from './run-script.ts';
import type { InstalledTools } from './tools.ts';

/** The facts needed to interpret the figures. */
export interface MachineFacts {
  readonly hardware: string;
  readonly system: string;
  readonly versions: string;
  readonly measuredAt: string;
}

const PRODUCT = fileURLToPath(new URL('../..', import.meta.url));
const CPU_SCRIPT = `sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1`;

export async function describeMachine(directory: string, tools: InstalledTools): Promise<MachineFacts> {
  const fileSystem = (
    await runScript('df --output=fstype "$AT" | tail -n 1', { AT: directory })
  ).stdout.trim();
  const python = (
    await runScript('python3 -c "import sqlite3; print(sqlite3.sqlite_version)"', {})
  ).stdout.trim();
  const model = (await runScript(CPU_SCRIPT, {})).stdout.trim() || (cpus()[0]?.model ?? 'unknown');
  const others = [...tools].map(([tool, version]) => `${tool} ${version}`);
  return {
    hardware: `${model}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`,
    system: `Linux ${release()}, databases and backups on one ${fileSystem} file system`,
    versions: [
      await productVersion(),
      `Node ${process.versions.node} with SQLite ${process.versions['sqlite'] ?? 'none'}`,
      ...others,
      `the writer: Python with SQLite ${python}`,
    ].join('; '),
    measuredAt: new Date().toISOString().slice(0, 10),
  };
}

/** With the commit, where the product is measured in its repository. */
async function productVersion(): Promise<string> {
  const { version } = JSON.parse(readFileSync(`${PRODUCT}/package.json`, 'utf8')) as {
    readonly version: string;
  };
  const described = await runScript('git -C "$PRODUCT" describe --always --dirty', { PRODUCT }).catch(
    () => undefined,
  );
  const commit = described?.stdout.trim();
  return `backup-manager ${version}${commit === undefined ? '' : ` (${commit})`}`;
}
