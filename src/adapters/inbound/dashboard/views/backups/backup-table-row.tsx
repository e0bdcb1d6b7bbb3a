import { Bytes } from '../../components/bytes.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { openByRow } from '../../components/open-by-row.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Time } from '../../components/time.tsx';
import { formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';
import { fateText } from './fate-text.ts';
import { PROOF_LOOKS, proofWord } from './proof-look.ts';

interface BackupTableRowProps {
  readonly row: BackupRow;
  readonly index: number;
  readonly heightPx: number;
  readonly href: string;
  readonly isOpen: boolean;
}

/** A row of the table; on a phone the styles make a card of it. */
export function BackupTableRow({ row, index, heightPx, href, isOpen }: BackupTableRowProps) {
  const { backup, ratio } = row;
  const { database, created_at: createdAt, duration_ms: durationMs } = backup;
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      class={`backup-row ${isOpen ? 'is-open' : ''}`}
      style={{ transform: `translateY(${String(index * heightPx)}px)`, height: `${String(heightPx)}px` }}
      onClick={openByRow}
    >
      <td role="cell" class="cell-when">
        <a href={href} data-row={index}>
          <Time at={createdAt} />
        </a>
        <span class="cell-second">
          <Time at={createdAt} form="absolute" />
        </span>
      </td>
      <td role="cell" class="cell-database">
        <span class={`truncate ${database === null ? 'quiet' : ''}`} title={database ?? backup.filename}>
          <Name>{database ?? backup.filename}</Name>
        </span>
      </td>
      <td role="cell" class="cell-size is-number">
        <Bytes value={backup.size} />
      </td>
      <td role="cell" class="cell-ratio is-number">
        {ratio === undefined ? t('backups.dash') : formatPercent(ratio)}
      </td>
      <td role="cell" class="cell-proof">
        <ProofCell row={row} />
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

function ProofCell({ row: { backup, proofState } }: { readonly row: BackupRow }) {
  const { tone, icon } = PROOF_LOOKS[proofState];
  return (
    <>
      <StatusBadge tone={tone} icon={icon} kind="quiet">
        {proofWord(backup, proofState)}
      </StatusBadge>
      {backup.proof !== null && (
        <span class="cell-second">
          <Time at={backup.proof.at} />
        </span>
      )}
    </>
  );
}

function KeptCell({ row: { backup, fate } }: { readonly row: BackupRow }) {
  const { pinned, label } = backup;
  return (
    <>
      {pinned ? (
        <span class="kept-first kept-pinned">
          <Icon name="pin" />
          {t('common.pinned')}
        </span>
      ) : (
        fate !== undefined && (
          <span class={`kept-first truncate ${fate.isKept ? '' : 'kept-goes'}`} title={fate.reason}>
            {fateText(fate)}
          </span>
        )
      )}
      {label !== null && (
        <span class="cell-second kept-label" title={label}>
          <Icon name="label" />
          <Name class="truncate">{label}</Name>
        </span>
      )}
    </>
  );
}
