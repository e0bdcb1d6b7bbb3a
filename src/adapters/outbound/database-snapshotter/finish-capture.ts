import { isEncryptedAs } from '../age/encryption-record.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { fingerprintOf } from '../sqlite-file/source-fingerprint.ts';
import type { Captured } from './streaming-capture.ts';
import type { CaptureResult, CaptureTask } from '../task-worker/tasks.ts';

/**
 * Captures unless the fingerprint shows that nothing changed, and completes the page table. The fingerprint counts only
 * when it was the same before and after: then it is that of the captured state.
 *
 * @param hasFingerprints false where equal fingerprints mean nothing: on a network file system
 */
export async function finishCapture(
  sourcePath: string,
  request: CaptureTask,
  hasFingerprints: () => Promise<boolean>,
  capture: (request: CaptureTask) => Promise<Captured>,
): Promise<CaptureResult> {
  if (request.changes === undefined) {
    const { isUnchanged, ...captured } = await capture(request);
    return captured;
  }
  const { newest: known, newestEncryption } = request.changes;
  const newest = isEncryptedAs(request.encryption, newestEncryption) ? known : undefined;
  const changes = { ...request.changes, newest };
  const before = (await hasFingerprints()) ? await fingerprintOf(sourcePath) : undefined;
  if (before !== undefined && before === newest?.fingerprint) return { isUnchanged: true };
  const { isUnchanged, table, ...captured } = await capture({ ...request, changes });
  if (table === undefined) throw new TypeError('a capture of changes writes a page table');
  const after = before === undefined ? undefined : await fingerprintOf(sourcePath);
  const fingerprint = before === after ? before : undefined;
  const { databaseSha256, pageSize } = captured;
  const storedSha256 = isUnchanged ? (newest?.storedSha256 ?? '') : captured.storedSha256;
  await table.finish({
    storedSha256,
    databaseSha256,
    pageSize: changes.digestPages ? pageSize : 0,
    ...(fingerprint !== undefined && { fingerprint }),
  });
  if (!isUnchanged) return { ...captured, tablePath: table.path };
  if (fingerprint !== undefined) return { isUnchanged, tablePath: table.path };
  await removeInDirectory(table.path);
  return { isUnchanged };
}
