import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { Engine } from '../domain/backup/manifest.ts';
import type { Settings } from './settings.ts';

/** Version of this package; the file lies at the same place for `src/main` and `dist/main`. */
export function toolVersion(): string {
  const packageFile = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

/** The child's entry, beside this module in its own language: tsc does not rewrite names in URLs. */
export function taskWorkerPath(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./capture-process.${ending}`, import.meta.url));
}

/**
 * True when this Node has `node:sqlite` with all that is needed of it: `backup()` and the busy timeout came together
 * with 22.16 and 24.0.
 */
export function hasNativeSqlite(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 16);
}

/**
 * The engine to use.
 * @throws ConfigurationException the native engine is asked for where there is none
 */
export function chooseEngine(settings: Settings): Engine {
  if (settings.engine === 'sqljs') return 'sqljs';
  if (hasNativeSqlite()) return 'native';
  if (settings.engine === 'auto') return 'sqljs';
  throw new ConfigurationException(`engine native needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Run it with a newer Node, or use engine auto or sqljs.',
    details: { key: 'engine', value: settings.engine },
  });
}
