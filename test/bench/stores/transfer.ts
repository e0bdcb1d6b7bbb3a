// One upload or download by S3ObjectStorage, as a process of its own: transfer.ts upload|download FILE KEY OPTIONS
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';

const PIECE_BYTES = 1024 * 1024;
const [direction, path = '', key = '', options = '{}'] = process.argv.slice(2);
const storage = new S3ObjectStorage(JSON.parse(options) as S3Options);

if (direction === 'upload') {
  const bytes = createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
  await storage.upload(key, bytes, statSync(path).size, new AbortController().signal);
} else {
  const object = await storage.open(key);
  if (object === undefined) throw new Error(`${key} does not exist`);
  const content = Readable.from(object.read(0, object.sizeBytes), { objectMode: false });
  await pipeline(content, createWriteStream(path, { highWaterMark: PIECE_BYTES }));
}
await storage.close();
