import { readFileSync, readdirSync } from 'node:fs';

/** A process and its descendants. Source: proc(5), `/proc/<pid>/task/<tid>/children`. */
export function processTree(root: number): readonly number[] {
  const found = [root];
  // The array grows during the loop.
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

function childrenOf(pid: number): readonly number[] {
  const threads = ifStillThere(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    const list = ifStillThere(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')) ?? '';
    return list.split(' ').filter(Boolean).map(Number);
  });
}

/** Processes and their files disappear while they are read. */
export function ifStillThere<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
