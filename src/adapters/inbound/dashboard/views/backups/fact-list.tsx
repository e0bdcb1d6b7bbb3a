import type { Backup } from '../../api/types.ts';
import { Bytes } from '../../components/bytes.tsx';
import { Fact } from '../../components/fact.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { retentionOutcomeText, type BackupRow } from './backup-row.ts';
import { serviceText } from './verification-text.ts';

export function FactList({ row }: { readonly row: BackupRow }) {
  const { backup, ratio, outcome } = row;
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
      <Fact name={t('backups.source')}>{source !== null && <Name>{source}</Name>}</Fact>
      <Fact name={t('backups.storedSize')}>
        <StoredSize backup={backup} />
        {ratio !== undefined && ` · ${t('backups.ofDatabase', { share: formatPercent(ratio) })}`}
      </Fact>
      <Fact name={t('common.databaseSize')}>
        {backup.database_bytes !== null && <Bytes value={backup.database_bytes} />}
      </Fact>
      <Fact name={t('backups.compression')}>
        {compression === 'none' ? t('backups.compression_none') : compression}
      </Fact>
      <Fact name={t('common.took')}>{durationMs !== null && formatDuration(durationMs)}</Fact>
      <Fact name={t('backups.engine')}>{engine !== null && t(`backups.engine_${engine}`)}</Fact>
      <Fact name={t('backups.consistency')}>
        {consistency !== null && t(`backups.consistency_${consistency}`)}
      </Fact>
      <Fact name={t('backups.management')}>
        {t(backup.managed ? 'backups.managedYes' : 'backups.managedNo')}
      </Fact>
      {outcome !== undefined && (
        <Fact name={t('backups.retention')}>
          {retentionOutcomeText(row)}
          {outcome.rule !== 'pinned' && backup.damage_kind === null && (
            <p class="quiet small">
              <Name lang="en">{serviceText(outcome.reason, backup)}</Name>
            </p>
          )}
        </Fact>
      )}
    </dl>
  );
}

export function StoredSize({ backup: { size, damage_kind: damageKind } }: { readonly backup: Backup }) {
  return damageKind === 'data_missing' ? <>{t('backups.missing')}</> : <Bytes value={size} />;
}
