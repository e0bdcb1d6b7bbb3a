import type { Backup } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';

interface InspectPanelProps {
  readonly backup: Backup;
}

/** What is inside a backup. */
export function InspectPanel({ backup }: InspectPanelProps) {
  return <Name>{backup.filename}</Name>;
}
