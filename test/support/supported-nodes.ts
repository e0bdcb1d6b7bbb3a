import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface NodeOnDisk {
  readonly path: string;
  readonly version: string;
}

/** This Node, and the machine's own if that is another one of at least 20.19. */
export function supportedNodes(): NodeOnDisk[] {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  const candidates = [dirname(process.execPath), ...folders].map((path) => join(path, 'node'));
  const found = new Map<string, NodeOnDisk>();
  for (const path of candidates.filter((candidate) => existsSync(candidate))) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    if (isSupported(version) && !found.has(version)) found.set(version, { path, version });
  }
  return [...found.values()];
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}
