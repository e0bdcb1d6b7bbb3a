import type { Backup } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import { ScopeNote } from '../session/scope-note.tsx';
import { RestoreFlow } from './restore-flow.tsx';

interface RestorePanelProps {
  readonly backup: Backup;
}

export function RestorePanel({ backup }: RestorePanelProps) {
  const { filename, database, created_at: createdAt } = backup;
  return may('restoreBackup') ? (
    <RestoreFlow subject={{ filename, database, createdAt }} />
  ) : (
    <ScopeNote scope="admin">{t('restore.needs')}</ScopeNote>
  );
}
