import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { ManagerComposition } from './manager-composition.ts';

type Compose = () => Promise<ManagerComposition>;

/** Beside the managers, not in them: what one is made of is nobody's business but this package's. */
const COMPOSITIONS = new WeakMap<object, Compose>();

export function rememberComposition(manager: object, compose: Compose): void {
  COMPOSITIONS.set(manager, compose);
}

/**
 * What a manager is made of; made at the first call.
 * @throws UsageException it is no BackupManager of this very package
 */
export function compositionOf(manager: object): Compose {
  const compose = COMPOSITIONS.get(manager);
  if (compose !== undefined) return compose;
  throw new UsageException('that is no BackupManager of this installation of sqlite-backup-manager', {
    hint: 'Pass what new BackupManager() gave; where two copies of the package are installed, import both entries from one.',
  });
}
