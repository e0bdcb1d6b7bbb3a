import type { Writable } from 'node:stream';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';

/**
 * Writes to a stream at its own pace. A reader that goes away early is a failure here, not the end of a text: what it
 * got is no database.
 */
export function streamTo(output: Writable, signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  return (bytes) =>
    new Promise((resolve, reject) => {
      // A reader that just stands still must not keep a cancelled run alive.
      const stop = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      output.write(bytes, (error) => {
        signal.removeEventListener('abort', stop);
        if (error) reject(readerGone(error));
        else resolve();
      });
    });
}

function readerGone(cause: Error): BackupDirectoryException {
  return new BackupDirectoryException(`cannot write to stdout: ${cause.message}`, {
    hint: 'The program that reads it ended too early, or its disk is full; what it got is not the whole database.',
    cause,
  });
}
