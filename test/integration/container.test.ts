import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { join } from 'node:path';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunListener } from '../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import { createContainer } from '../../src/main/container.ts';
import { chooseEngine, hasNativeSqlite } from '../../src/main/runtime.ts';
import { loadSettings, type Settings } from '../../src/settings/settings.ts';
import { TOKENS } from '../../src/main/tokens.ts';
import { buildSource, makeFolder, removeFolder } from '../support/database-fixtures.ts';

describe('the container', () => {
  let folder: string;

  before(async () => {
    folder = await makeFolder();
    await buildSource('sound', join(folder, 'app.db'));
  });

  after(async () => {
    await removeFolder(folder);
  });

  const settingsFor = (engine: string): Settings =>
    loadSettings({
      env: {},
      cwd: folder,
      overrides: {
        engine: { value: engine, source: 'test' },
        database_path: { value: 'app.db', source: 'test' },
        min_free_mb: { value: 0, source: 'test' },
      },
    });
  const containerFor = (
    engine: string,
    listeners: InMemoryRunListener[] = [],
    logger = new InMemoryLogger('debug'),
  ) => createContainer({ settings: settingsFor(engine), logger, listeners });

  for (const engine of ['native', 'sqljs', 'auto']) {
    it(`resolves every token for engine ${engine}`, async () => {
      const container = await containerFor(engine);
      for (const [name, token] of Object.entries(TOKENS)) {
        expect(typeof container.get<unknown>(token), name).to.equal('object');
      }
    });
  }

  for (const [engine, expected] of [
    ['native', 'native'],
    ['sqljs', 'sqljs'],
    ['auto', 'native'],
  ] as const) {
    it(`probes, captures and inspects with engine ${engine}`, async () => {
      const container = await containerFor(engine);
      expect((await container.get(TOKENS.probe).engine()).engine).to.equal(expected);
      const { manifest, verified } = await container
        .get(TOKENS.useCases)
        .createBackup.execute({ sourcePath: join(folder, 'app.db'), database: engine });
      expect(manifest.engine).to.equal(expected);
      expect(verified).to.be.true;
      const filename = manifest.filename;
      const verification = await container
        .get(TOKENS.useCases)
        .verifyBackup.execute({ filename, level: 'full' });
      expect(verification.result).to.equal('ok');
    });
  }

  it('reports runs to listeners and the log', async () => {
    const listener = new InMemoryRunListener();
    const logger = new InMemoryLogger('debug');
    const container = await containerFor('native', [listener], logger);
    await container
      .get(TOKENS.useCases)
      .createBackup.execute({ sourcePath: join(folder, 'app.db'), database: 'told' });
    expect(listener.events.at(-1)).to.include({ type: 'succeeded' });
    expect(JSON.stringify(logger.records)).to.include('told');
  });

  it('reports health of the configured database under its backup name', async () => {
    const health = await (await containerFor('native')).get(TOKENS.reportHealth).execute();
    expect(health.database.databases.map(({ database, path }) => [database, path])).to.deep.equal([
      ['app', join(folder, 'app.db')],
    ]);
  });
});

describe('the engine', () => {
  it('is native when node:sqlite has backup() and a busy timeout', () => {
    const answers = ['20.19.0', '22.15.1', '22.16.0', '23.11.0', '24.0.0', '26.1.0'].map(hasNativeSqlite);
    expect(answers).to.deep.equal([false, false, true, false, true, true]);
  });

  it('is the configured one', () => {
    const settings = loadSettings({ env: { BACKUP_ENGINE: 'sqljs' }, cwd: '/' });
    expect(chooseEngine(settings)).to.equal('sqljs');
  });
});
