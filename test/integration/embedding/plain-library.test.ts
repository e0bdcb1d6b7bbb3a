import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PRODUCT } from '../../support/cli-process.ts';
import { itemTable, makeFolder, removeFolder, writeDatabase } from '../../support/database-fixtures.ts';

/** Only an API needs them. */
const OF_AN_API =
  /node_modules\/(?:@koa\/router|koa|koa-compose|helmet|rate-limiter-flexible|raw-body|prom-client)\//;

/** Prints what was loaded, by import and by require. */
const watched = (work: string): string => `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
${work}
console.log(JSON.stringify(loaded));`;

describe('library without an API', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
    writeDatabase(join(folder, 'app.db'), itemTable(20));
  });

  afterEach(async () => {
    await removeFolder(folder);
  });

  const loadedBy = (work: string): readonly string[] => {
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', watched(work)];
    const output = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const loaded = JSON.parse(output) as readonly string[];
    return loaded.filter((url) => OF_AN_API.test(url));
  };
  const entry = (name: string): string => JSON.stringify(pathToFileURL(join(PRODUCT, 'src/main', name)).href);

  it('loads no web server and no metrics', () => {
    const work = `
const { BackupManager, BackupConfig } = await import(${entry('library.ts')});
const config = new BackupConfig(undefined, { database_path: 'app.db', log_file: null });
const manager = new BackupManager({ config });
const { filename } = await manager.createBackup();
await manager.verifyBackup(filename);
await manager.restoreBackup(filename, 'restored.db');
await manager.getHealthStatus();
await manager.close();`;
    expect(loadedBy(work)).to.deep.equal([]);
  });

  it('loads them with the API', () => {
    const loaded = loadedBy(`await import(${entry('koa.ts')});`).join('\n');
    expect(loaded).to.include('node_modules/@koa/router/');
    // The application has a Koa of its own.
    expect(loaded).to.not.include('node_modules/koa/');
  });
});
