// Acquires a lock and keeps it until its input ends: `<adapter> <directory> <database> <operation>`.
import { finished } from 'node:stream/promises';
import type { Operation } from '../../src/application/ports/run-listener.ts';
import { createFaultLock } from './fault-locks.ts';

const [adapter = '', directory = '', database = '', operation = ''] = process.argv.slice(2);
const lock = await createFaultLock(adapter, directory).acquire(database, operation as Operation);
process.stdout.write('held\n');
process.stdin.resume();
await finished(process.stdin);
await lock.release();
