// A Koa application that keeps notes in SQLite, and backs its database up by itself.
//
//   PORT=3000 node koa-application.mjs
//
// It writes notes.db, and the backups into backup/, where it is started.
import { DatabaseSync } from 'node:sqlite';
import Koa from 'koa';
import { BackupConfig, BackupManager } from 'sqlite-backup-manager';
import { backupRouter } from 'sqlite-backup-manager/koa';

const database = new DatabaseSync('notes.db');
database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS note (text TEXT NOT NULL)');

// Without a configuration file; `new BackupConfig('config/backup_config.json')` reads one.
const config = new BackupConfig(undefined, { database_path: 'notes.db', backup_dir: 'backup' });
const manager = new BackupManager({
  config,
  listeners: [
    {
      onRunEvent: (event) => {
        if (event.type === 'failed') console.error(`${event.run.operation} failed:`, event.error);
      },
    },
  ],
});

const app = new Koa();

// The API and its page. The first start puts a token into backup/.state/api-token.
app.use(backupRouter(manager, { prefix: '/admin' }));

// The application's own routes.
app.use(async (context, next) => {
  if (context.path !== '/notes') return next();
  if (context.method === 'POST') {
    let text = '';
    for await (const chunk of context.req.setEncoding('utf8')) text += chunk;
    database.prepare('INSERT INTO note VALUES (?)').run(text);
    context.status = 201;
  }
  context.body = database.prepare('SELECT text FROM note').all();
});

// Every day at 2 o'clock (backup_schedule_hour), and at once where that was missed.
const schedule = await manager.startSchedule();

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

async function stop() {
  const closed = new Promise((resolve) => server.close(resolve));
  // A backup that is being made comes to its end.
  await schedule.stop();
  // Ends what the API was asked for, and the streams of events that would keep the server open.
  await manager.close();
  server.closeIdleConnections();
  await closed;
  database.close();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
