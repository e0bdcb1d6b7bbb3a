import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of a file or of the files below a folder, without hidden ones. */
export function treeBytes(path: string): number {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 0;
  if (!facts.isDirectory()) return facts.size;
  const names = readdirSync(path).filter((name) => !name.startsWith('.'));
  return names.reduce((sum, name) => sum + treeBytes(join(path, name)), 0);
}
