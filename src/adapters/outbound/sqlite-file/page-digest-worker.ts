import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { PAGE_DIGEST_BYTES } from './page-table-file.ts';

/** The pages of one block, and where their digests go. */
export interface DigestRequest {
  readonly pages: SharedArrayBuffer;
  readonly digests: SharedArrayBuffer;
  readonly pageSize: number;
  readonly count: number;
}

parentPort?.on('message', ({ pages, digests, pageSize, count }: DigestRequest) => {
  const target = Buffer.from(digests);
  for (let index = 0; index < count; index += 1) {
    const page = new Uint8Array(pages, index * pageSize, pageSize);
    // As text: a Buffer for each page takes twice as long.
    target.write(hash('sha256', page, 'binary'), index * PAGE_DIGEST_BYTES, 'binary');
  }
  parentPort?.postMessage(count);
});
