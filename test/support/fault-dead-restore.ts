// Prepares a restore to `<target>`, prints its path and waits to be killed.
import { FilesystemDatabaseRestorer } from '../../src/adapters/outbound/database-restorer/filesystem-database-restorer.ts';

const [target = ''] = process.argv.slice(2);
process.stdout.write(`${await new FilesystemDatabaseRestorer().prepare(target, { overwrite: true })}\n`);
process.stdin.resume();
