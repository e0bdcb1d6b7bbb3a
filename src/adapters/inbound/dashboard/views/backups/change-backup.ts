import type { Backup } from '../../api/types.ts';
import { backups } from '../../state/data.ts';
import { api } from '../../state/session.ts';

/** @throws ApiProblem */
export async function changeBackup(
  filename: string,
  change: { readonly pinned?: boolean; readonly label?: string | null },
): Promise<void> {
  const changed = await api.changeState(filename, change);
  const known = backups.value.value;
  if (known !== undefined) backups.set(withChange(known, changed));
}

function withChange(
  known: readonly Backup[],
  changed: Pick<Backup, 'filename' | 'pinned' | 'label'>,
): readonly Backup[] {
  const { filename, pinned, label } = changed;
  return known.map((backup) => (backup.filename === filename ? { ...backup, pinned, label } : backup));
}
