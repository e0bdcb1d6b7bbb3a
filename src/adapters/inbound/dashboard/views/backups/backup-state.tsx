import { Icon } from '../../components/icon.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { isKey, t, type Key } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';
import { PROOF_LOOKS } from './proof-look.ts';

/** Whether it can be relied on, in a word; and what to do where it cannot. */
export function BackupState({ row }: { readonly row: BackupRow }) {
  const { backup, proofState } = row;
  const { tone, icon } = PROOF_LOOKS[proofState];
  const about = `backups.about_${proofState}`;
  return (
    <div class="stack-tight">
      <p class="row">
        <StatusBadge tone={tone} icon={icon}>
          {stateText(row)}
        </StatusBadge>
        {backup.pinned && (
          <span class="pinned-mark">
            <Icon name="pin" />
            {t('common.pinned')}
          </span>
        )}
      </p>
      {backup.damage !== null && <p>{backup.damage}</p>}
      {isKey(about) && <p class="quiet">{t(about as Key & 'backups.about_failed')}</p>}
    </div>
  );
}

function stateText({ backup: { proof }, proofState }: BackupRow): string {
  return proofState === 'verified' && proof?.result === 'ok'
    ? t('backups.verifiedBy', { level: t(`backups.level_${proof.level}`) })
    : t(`backups.state_${proofState}`);
}
