// A Koa application that keeps notes in SQLite and backs up its own database.
//
//   PORT=3000 node koa-application.mjs
//
// It writes notes.db and backup/ in the working directory.
import { DatabaseSync } from 'node:sqlite';
import Koa from 'koa';
import { BackupConfig, BackupManager } from 'sqlite-backup-manager';
import { backupRouter } from 'sqlite-backup-manager/koa';

const database = new DatabaseSync('notes.db');
database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS note (text TEXT NOT NULL)');

// No configuration file; `new BackupConfig('config/backup_config.json')` would read one.
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

// The API and its page. The first start writes a token to backup/.state/api-token.
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

// Daily at 02:00 (backup_schedule_hour), and at once after a missed run.
const schedule = await manager.startSchedule();

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

async function stop() {
  const closed = new Promise((resolve) => server.close(resolve));
  // Waits for a running backup.
  await schedule.stop();
  // Cancels API jobs and closes event streams, which would keep the server open.
  await manager.close();
  server.closeIdleConnections();
  await closed;
  database.close();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
