import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { recordOf } from '../../../../application/download-backup.ts';
import type { Copy } from '../../../../application/stores/restore-points.ts';
import { databaseFileName } from '../../../../domain/backup/backup-name.ts';
import { KIB } from '../../../../domain/units.ts';
import type { HttpServices } from '../http-services.ts';
import type { RouteContext } from '../route-context.ts';

/** Bytes that may wait for a slow caller. */
const BUFFER_BYTES = 512 * KIB;

/**
 * Answers with the database in a backup. It is verified only at its end, when the caller already has most of it: the
 * response then has no end, so that no caller takes it for a whole database.
 *
 * @param store as requested
 * @throws BackupManagerException the backup cannot be restored, as far as it is known before the first byte
 */
export async function sendDatabase(
  context: RouteContext,
  { streamBackup }: Pick<HttpServices, 'streamBackup'>,
  { backup }: Copy,
  store: string | undefined,
): Promise<void> {
  const { filename, databaseSha256 } = recordOf(backup);
  const { signal } = context.state;
  const content = new PassThrough({ highWaterMark: BUFFER_BYTES });
  const describe = (): void => {
    context.status = 200;
    context.attachment(databaseFileName(filename));
    context.type = 'application/octet-stream';
    context.set('Accept-Ranges', 'none');
    if (databaseSha256 !== undefined)
      context.set('Repr-Digest', `sha-256=:${Buffer.from(databaseSha256, 'hex').toString('base64')}:`);
  };
  if (context.method === 'HEAD') {
    describe();
    return;
  }
  let begin = (): void => undefined;
  const isBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const write = async (bytes: Uint8Array): Promise<void> => {
    begin();
    // The caller of `write` reuses its buffer.
    if (!content.write(Buffer.from(bytes))) await once(content, 'drain', { signal });
  };
  const command = { backup: { by: 'name', filename }, store, destination: 'a download', write } as const;
  const streaming = streamBackup.execute(command, { signal });
  await Promise.race([isBegun, streaming]);
  describe();
  context.body = content;
  streaming.then(
    () => {
      content.end();
    },
    () => {
      // The run has reported the reason.
      content.destroy();
      context.res.destroy();
    },
  );
}
