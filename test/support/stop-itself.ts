// Loaded into the product's processes before their own code, see StoppingPoints: at an armed point a process stops
// itself, so that a test finds it in the middle of its work.
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';

const DATA_FILE = /\.(?:db|wal)(?:\.gz|\.zst)?$/;
const directory = process.env['STOPPING_POINTS'] ?? '';

/** An armed point stops one process, once; the renamed file has its id. */
function stopAt(point: string): void {
  try {
    fs.renameSync(join(directory, point), join(directory, `${point}.${process.pid}`));
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGSTOP');
}

if (basename(process.argv[1] ?? '').startsWith('task-worker')) {
  const writeSync = fs.writeSync as (...args: unknown[]) => number;
  fs.writeSync = (...args: unknown[]) => {
    const written = writeSync(...args);
    stopAt('capturing');
    return written;
  };
  const sqlite = process.getBuiltinModule('node:sqlite');
  const { backup } = sqlite;
  sqlite.backup = (source, path, options = {}) =>
    backup(source, path, {
      ...options,
      progress: (information) => {
        options.progress?.(information);
        stopAt('replacing');
      },
    });
} else {
  const { link, rename, unlink } = promises;
  const isStored = (path: unknown): boolean =>
    typeof path === 'string' && DATA_FILE.test(path) && basename(dirname(path)) !== 'staging';
  promises.unlink = async (path) => {
    await unlink(path);
    if (isStored(path)) stopAt('removing');
  };
  promises.link = async (from, to) => {
    await link(from, to);
    if (isStored(to)) stopAt('placing');
  };
  promises.rename = async (from, to) => {
    await rename(from, to);
    if (isStored(to)) stopAt('placing');
  };
}
syncBuiltinESMExports();
