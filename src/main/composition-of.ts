import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { ManagerComposition } from './manager-composition.ts';

type Compose = () => Promise<ManagerComposition>;

/** Kept outside BackupManager so that the composition is not part of its interface. */
const COMPOSITIONS = new WeakMap<object, Compose>();

export function rememberComposition(manager: object, compose: Compose): void {
  COMPOSITIONS.set(manager, compose);
}

/**
 * The composition of a manager, created at the first call.
 * @throws UsageException it is no BackupManager of this package
 */
export function compositionOf(manager: object): Compose {
  const compose = COMPOSITIONS.get(manager);
  if (compose !== undefined) return compose;
  throw new UsageException('this is no BackupManager of this installation of sqlite-backup-manager', {
    hint: 'Pass a BackupManager. If the package is installed twice, import both entries from the same copy.',
  });
}
