import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { Engine } from '../domain/backup/manifest.ts';
import type { Settings } from '../settings/settings.ts';

/** The version in package.json, which has the same relative path from `src/main` and from `dist/main`. */
export function toolVersion(): string {
  const packageFile = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

/** The entry of the child process. tsc does not rewrite names in URLs, so the ending follows this module's. */
export function taskWorkerPath(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./task-worker.${ending}`, import.meta.url));
}

/**
 * True when this Node has `node:sqlite` with every function that is used: `backup()` and the busy timeout came
 * with 22.16 and 24.0.
 */
export function hasNativeSqlite(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 16);
}

/** @throws ConfigurationException the setting is `native` and this Node lacks it */
export function chooseEngine(settings: Settings): Engine {
  if (settings.engine === 'sqljs') return 'sqljs';
  if (hasNativeSqlite()) return 'native';
  if (settings.engine === 'auto') return 'sqljs';
  throw new ConfigurationException(`engine native needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Use a newer Node, or set engine to auto or sqljs.',
    details: { key: 'engine', value: settings.engine },
  });
}
