import type { Backup, DamageKind } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Time } from '../../components/time.tsx';
import { isKey, t, type Key } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';
import { VERIFICATION_STYLES } from './verification-state.ts';
import { serviceText } from './verification-text.ts';

export function BackupState({ row }: { readonly row: BackupRow }) {
  const { backup, verification } = row;
  const { tone, icon } = VERIFICATION_STYLES[verification];
  const about = `backups.about_${verification}`;
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
      {backup.damage_kind !== null && <Damage backup={backup} kind={backup.damage_kind} />}
      {isKey(about) && <p class="quiet">{t(about as Key & 'backups.about_inconclusive')}</p>}
    </div>
  );
}

function Damage({ backup, kind }: { readonly backup: Backup; readonly kind: DamageKind }) {
  return (
    <>
      {kind === 'verification_failed' ? (
        <FailedCheck backup={backup} />
      ) : (
        <p>{t(`backups.damage_${kind}`)}</p>
      )}
      <p class="quiet">{t(`backups.advice_${kind}`)}</p>
    </>
  );
}

/** The last verification shows its own failure; an older failure is shown here. */
function FailedCheck({ backup }: { readonly backup: Backup }) {
  const { proof, damage } = backup;
  if (proof?.result === 'failed') {
    return (
      <p>
        <RichText
          text="backups.damage_verification_failed"
          values={{ when: <Time at={proof.at} form="absolute" /> }}
        />
      </p>
    );
  }
  return (
    <>
      <p>{t('backups.damagedBefore')}</p>
      <p class="quiet small">
        <Name lang="en">{serviceText(damage ?? '', backup)}</Name>
      </p>
    </>
  );
}

function stateText({ backup: { proof }, verification }: BackupRow): string {
  return verification === 'verified' && proof?.result === 'ok'
    ? t('backups.verifiedBy', { level: t(`backups.level_${proof.level}`) })
    : t(`backups.state_${verification}`);
}
