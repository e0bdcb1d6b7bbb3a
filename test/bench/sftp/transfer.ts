import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SftpObjectStorage } from '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts';
import type { SftpOptions } from '../../../src/adapters/outbound/object-storage/sftp-options.ts';

// Uploads a file or reads an object in a process of its own, and prints the milliseconds with the connection, without the
// start of Node: transfer.ts OPTIONS put|get KEY FILE

const [options = '', direction = '', key = '', file = ''] = process.argv.slice(2);
const startMs = performance.now();
const storage = new SftpObjectStorage(JSON.parse(options) as SftpOptions);
const PIECE_BYTES = 256 * 1024;

if (direction === 'put') {
  const bytes = createReadStream(file, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Uint8Array>;
  await storage.upload(key, bytes, (await stat(file)).size, new AbortController().signal);
} else {
  const artifact = await storage.open(key);
  if (artifact === undefined) throw new Error(`${key} does not exist`);
  let bytesRead = 0;
  for await (const piece of artifact.read(0, artifact.sizeBytes)) bytesRead += piece.length;
  if (bytesRead !== artifact.sizeBytes) throw new Error(`${bytesRead} bytes were read`);
  await artifact.close();
}
process.stdout.write(`${performance.now() - startMs}\n`);
await storage.close();
