import type { Writable } from 'node:stream';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';

/** Writes with backpressure. A reader that closes early is a failure: it has only a part of the database. */
export function streamTo(output: Writable, signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  return (bytes) =>
    new Promise((resolve, reject) => {
      // A reader that stops reading must not keep a cancelled run alive.
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
    hint: 'The reading program ended too early, or its disk is full. It has only a part of the database.',
    cause,
  });
}
