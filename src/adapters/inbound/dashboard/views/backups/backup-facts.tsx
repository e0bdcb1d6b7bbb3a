import type { Backup, DamageKind } from '../../api/types.ts';
import { Fact } from '../../components/fact.tsx';
import { Icon } from '../../components/icon.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Bytes, Name, RichText, ServiceNote, Time } from '../../components/text.tsx';
import { formatDuration, formatShare } from '../../i18n/format.ts';
import { knownText, t } from '../../i18n/t.ts';
import { EncryptedMark } from '../stores/copy-chips.tsx';
import { retentionOutcomeText, type BackupRow, type RetentionOutcome } from './backup-row.ts';
import { ChainFacts } from './chain-facts.tsx';
import { VERIFICATION_STYLES } from './verification-state.ts';
import { serviceText } from './verification-text.ts';

export function BackupState({ row }: { readonly row: BackupRow }) {
  const { backup, verification } = row;
  const about = knownText(`backups.about_${verification}`);
  return (
    <div class="stack-tight">
      <p class="row">
        <StatusBadge style={VERIFICATION_STYLES[verification]}>{stateText(row)}</StatusBadge>
        {backup.pinned && (
          <span class="pinned-mark line-tight quiet small">
            <Icon name="pin" />
            {t('common.pinned')}
          </span>
        )}
        {backup.encrypted && <EncryptedMark hasText />}
      </p>
      {backup.damage_kind !== null && <Damage backup={backup} kind={backup.damage_kind} />}
      {about !== undefined && <p class="quiet">{about}</p>}
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
      {kind === 'not_restorable' && <ServiceNote>{serviceText(backup.damage ?? '', backup)}</ServiceNote>}
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
      <ServiceNote>{serviceText(damage ?? '', backup)}</ServiceNote>
    </>
  );
}

function stateText({ backup: { proof, damage_kind: damageKind }, verification }: BackupRow): string {
  if (damageKind === 'not_restorable') return t('chains.stateNotRestorable');
  return verification === 'verified' && proof?.result === 'ok'
    ? t('backups.verifiedBy', { level: t(`backups.level_${proof.level}`) })
    : t(`backups.state_${verification}`);
}

export function FactList({ row }: { readonly row: BackupRow }) {
  const { backup, ratio, outcomes } = row;
  const { engine, consistency, compression, source_path: source, duration_ms: durationMs } = backup;
  return (
    <dl class="facts">
      <Fact name={t('backups.filename')}>
        <Name>{backup.filename}</Name>
      </Fact>
      <Fact name={t('backups.path')}>
        <Name>{backup.path}</Name>
      </Fact>
      <Fact name={t('backups.created')}>
        <Time at={backup.created_at} form="absolute" />
        {' · '}
        <Time at={backup.created_at} />
      </Fact>
      {backup.current_as_of !== null && (
        <Fact name={t('backups.currentAsOf')}>
          <Time at={backup.current_as_of} form="absolute" />
          {' · '}
          <Time at={backup.current_as_of} />
        </Fact>
      )}
      <ChainFacts row={row} />
      <Fact name={t('backups.source')}>{source !== null && <Name>{source}</Name>}</Fact>
      <Fact name={t('backups.storedSize')}>
        <StoredSize backup={backup} />
        {ratio !== undefined && ` · ${t('backups.ofDatabase', { share: formatShare(ratio) })}`}
      </Fact>
      <Fact name={t('common.databaseSize')}>
        {backup.database_bytes !== null && <Bytes value={backup.database_bytes} />}
      </Fact>
      <Fact name={t('backups.compression')}>
        {compression === 'none' ? t('backups.compression_none') : compression}
        {backup.encrypted && ` · ${t('backups.encrypted')}`}
      </Fact>
      <Fact name={t('common.took')}>{durationMs !== null && formatDuration(durationMs)}</Fact>
      <Fact name={t('backups.engine')}>{engine !== null && t(`backups.engine_${engine}`)}</Fact>
      <Fact name={t('backups.consistency')}>
        {consistency !== null && t(`backups.consistency_${consistency}`)}
      </Fact>
      <Fact name={t('backups.management')}>
        {t(backup.managed ? 'backups.managedYes' : 'backups.managedNo')}
      </Fact>
      {outcomes.length > 0 && (
        <Fact name={t('backups.retention')}>
          {outcomes.map((outcome) => (
            <OutcomeInStore
              key={outcome.store}
              backup={backup}
              outcome={outcome}
              isOnly={outcomes.length === 1}
            />
          ))}
        </Fact>
      )}
    </dl>
  );
}

interface OutcomeInStoreProps {
  readonly backup: Backup;
  readonly outcome: RetentionOutcome;
  readonly isOnly: boolean;
}

/** The store is named only when there are several. */
function OutcomeInStore({ backup, outcome, isOnly }: OutcomeInStoreProps) {
  const text = retentionOutcomeText({ backup, outcome });
  return (
    <div>
      {isOnly ? (
        text
      ) : (
        <RichText text="common.titled" values={{ what: <Name>{outcome.store}</Name>, name: text }} />
      )}
      {outcome.rule !== 'pinned' && backup.damage_kind === null && (
        <ServiceNote>{serviceText(outcome.reason, backup)}</ServiceNote>
      )}
    </div>
  );
}

export function StoredSize({ backup: { size, damage_kind: damageKind } }: { readonly backup: Backup }) {
  return damageKind === 'data_missing' ? <>{t('backups.missing')}</> : <Bytes value={size} />;
}
