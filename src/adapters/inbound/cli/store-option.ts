import { Option } from 'commander';
import type { StoreFailure } from '../../../application/stores/restore-points.ts';
import type { UseCases } from '../../../application/use-cases.ts';
import type { ConsoleOutput } from './presentation/console-output.ts';

/** The flag of commands that work on one store. */
export function storeOption(): Option {
  return new Option('--store <name>', 'the store: local, or a name of the setting stores');
}

/** The flag that reads the backups of another host. */
export function hostOption(): Option {
  return new Option('--host <name>', 'with --store: the backups of this host, e.g. of a lost machine');
}

/** The use cases on the store of the flag; without it as each use case says. */
export function inStore<T extends Pick<UseCases, 'inStore'>>(
  services: T,
  store: string | undefined,
): T | (T & UseCases) {
  return store === undefined ? services : { ...services, ...services.inStore(store) };
}

/** The copies of these stores are missing in a list. */
export function warnOfFailures(output: ConsoleOutput, failures: readonly StoreFailure[]): void {
  for (const { store, error } of failures) {
    output.notice(`warning: the store ${store} cannot be listed: ${error.message}`);
    output.notice(`hint: ${error.hint}`);
  }
}
