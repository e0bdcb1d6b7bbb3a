import { Icon } from '../../components/icon.tsx';
import { longRow, type LongRowPlace } from '../../components/long-table.tsx';
import { Name } from '../../components/name.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Time } from '../../components/time.tsx';
import { formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';
import { retentionOutcomeText } from './retention-outcome-text.ts';
import { VERIFICATION_STYLES, verificationStateText } from './verification-style.ts';
import { StoredSize } from './stored-size.tsx';

interface BackupTableRowProps extends LongRowPlace {
  readonly row: BackupRow;
  readonly href: string;
}

export function BackupTableRow({ row, href, ...place }: BackupTableRowProps) {
  const { backup, ratio } = row;
  const { database, created_at: createdAt, duration_ms: durationMs } = backup;
  return (
    <tr {...longRow(place, 'backup-row')}>
      <td role="cell" class="cell-when">
        <a href={href} data-row={place.index}>
          <Time at={createdAt} />
        </a>
        <span class="second-line">
          <Time at={createdAt} form="absolute" />
        </span>
      </td>
      <td role="cell" class="cell-database">
        <span class={`truncate ${database === null ? 'quiet' : ''}`} title={database ?? backup.filename}>
          <Name>{database ?? backup.filename}</Name>
        </span>
      </td>
      <td role="cell" class="cell-size is-number">
        <StoredSize backup={backup} />
      </td>
      <td role="cell" class="cell-ratio is-number">
        {ratio === undefined ? t('backups.dash') : formatPercent(ratio)}
      </td>
      <td role="cell" class="cell-proof">
        <VerificationCell row={row} />
      </td>
      <td role="cell" class="cell-took is-number">
        {durationMs === null ? t('backups.dash') : formatDuration(durationMs)}
      </td>
      <td role="cell" class="cell-kept">
        <KeptCell row={row} />
      </td>
    </tr>
  );
}

function VerificationCell({ row: { backup, verification } }: { readonly row: BackupRow }) {
  const { tone, icon } = VERIFICATION_STYLES[verification];
  return (
    <>
      <StatusBadge tone={tone} icon={icon} kind="quiet">
        {verificationStateText(backup, verification)}
      </StatusBadge>
      {backup.proof !== null && (
        <span class="second-line">
          <Time at={backup.proof.at} />
        </span>
      )}
    </>
  );
}

function KeptCell({ row }: { readonly row: BackupRow }) {
  const { backup, outcome } = row;
  const { pinned, label, damage_kind: damageKind } = backup;
  return (
    <>
      {pinned ? (
        <span class="kept-first kept-pinned">
          <Icon name="pin" />
          {t('common.pinned')}
        </span>
      ) : (
        outcome !== undefined && (
          <span
            class={`kept-first truncate ${outcome.isKept ? '' : 'kept-goes'}`}
            title={damageKind === null ? outcome.reason : retentionOutcomeText(row)}
          >
            {retentionOutcomeText(row)}
          </span>
        )
      )}
      {label !== null && (
        <span class="second-line kept-label" title={label}>
          <Icon name="label" />
          <Name class="truncate">{label}</Name>
        </span>
      )}
    </>
  );
}
