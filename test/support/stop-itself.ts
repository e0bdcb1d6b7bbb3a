// Loaded into the product's processes before their own code, see StoppingPoints: at an armed point of its work a
// process stops itself, and so is in the middle of it for as long as a test wants.
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';

const DATA_FILE = /\.db(?:\.gz|\.zst)?$/;
const directory = process.env['STOPPING_POINTS'] ?? '';

/** A point that is armed stops one process, once; the renamed file says which. */
function stopAt(point: string): void {
  try {
    fs.renameSync(join(directory, point), join(directory, `${point}.${process.pid}`));
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGSTOP');
}

if (basename(process.argv[1] ?? '').startsWith('capture-process')) {
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
  const { unlink } = promises;
  promises.unlink = async (path) => {
    await unlink(path);
    if (typeof path === 'string' && DATA_FILE.test(path) && basename(dirname(path)) !== 'staging') {
      stopAt('removing');
    }
  };
}
syncBuiltinESMExports();
