import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { backupWith, fakeServices } from './fake-services.ts';
import { listingOf } from '../../support/backup-builder.ts';

const MANY = 20_000;

/** A create that goes on until it is aborted; one of `stubborn.db` goes on even then. And a long list. */
export function loadCliServices(): Promise<CliServices> {
  process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
  process.emitWarning('something else', 'ExperimentalWarning');
  return Promise.resolve(
    fakeServices({
      listBackups: {
        execute: () => Promise.resolve(listingOf(...Array.from({ length: MANY }, () => backupWith()))),
      },
      createBackup: {
        execute: ({ sourcePath }, options) =>
          new Promise((_resolve, reject) => {
            const alive = setInterval(() => undefined, 1000);
            options?.signal?.addEventListener('abort', () => {
              process.stderr.write('aborted\n');
              if (sourcePath.endsWith('stubborn.db')) return;
              clearInterval(alive);
              reject(
                new OperationCancelledException('create of app was cancelled', {
                  hint: 'Run the command again.',
                }),
              );
            });
            process.stderr.write('started\n');
          }),
      },
    }),
  );
}
