import type { BackupStore } from '../../../application/ports/backup-store.ts';
import { manifestOf, type Backup } from '../../../domain/backup/backup.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { ObjectBackupStore } from './object-backup-store.ts';

/**
 * A store for the backups of another host: a remote store has a part for each host, a directory has the backups of all
 * hosts together.
 *
 * @throws BackupNotFoundException it has none of this host; the details have the hosts it knows
 */
export async function storeOfHost(store: BackupStore, host: string): Promise<BackupStore> {
  const ofHost =
    store instanceof ObjectBackupStore
      ? store.withHost(host)
      : listing(store, (backup) => isOf(backup, host));
  const backups = await ofHost.list();
  if (backups.length > 0) return ofHost;
  const hosts = store instanceof ObjectBackupStore ? await store.hosts() : hostsOf(await store.list());
  throw new BackupNotFoundException(`there is no backup of the host ${host} in ${store.location}`, {
    hint:
      hosts.length === 0
        ? 'The store has no backups yet.'
        : `The hosts with backups are ${hosts.join(', ')}.`,
    details: { host, hosts },
  });
}

/** The same store, but it lists only the wanted backups. */
function listing(store: BackupStore, isWanted: (backup: Backup) => boolean): BackupStore {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'list') {
        return async (wanted?: { readonly database?: string | undefined }): Promise<readonly Backup[]> =>
          (await target.list(wanted)).filter(isWanted);
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function isOf(backup: Backup, host: string): boolean {
  return manifestOf(backup)?.host === host;
}

function hostsOf(backups: readonly Backup[]): readonly string[] {
  return [...new Set(backups.flatMap((backup) => manifestOf(backup)?.host ?? []))].sort();
}
