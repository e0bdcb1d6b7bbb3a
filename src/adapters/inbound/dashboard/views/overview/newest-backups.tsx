import type { Backup } from '../../api/types.ts';
import { LoadState } from '../../components/problem-note.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { Bytes, Name, Time } from '../../components/text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { newestBackups } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf } from '../../state/route.ts';
import {
  VERIFICATION_STYLES,
  verificationState,
  verificationStateText,
} from '../backups/verification-state.ts';

const SHOWN = 6;

export function NewestBackups() {
  const reading = useResource(newestBackups);
  return (
    <section class="card newest" aria-labelledby="newest-title">
      <div class="card-head">
        <h2 id="newest-title">{t('overview.newest')}</h2>
        <a href={hashOf('backups')}>{t('overview.allBackups')}</a>
      </div>
      <LoadState reading={reading} title={t('overview.loadFailed')} lines={4} />
      {reading.value !== undefined && <List backups={reading.value} />}
    </section>
  );
}

function List({ backups }: { readonly backups: readonly Backup[] }) {
  if (backups.length === 0) return <p class="quiet">{t('overview.newestNone')}</p>;
  return (
    <table class="table newest-table">
      <TableHead
        columns={[
          { text: t('common.when') },
          { text: t('common.database') },
          { text: t('common.size'), class: 'newest-number newest-size' },
          { text: t('common.verification') },
          { text: t('common.took'), class: 'newest-number newest-took' },
        ]}
      />
      <tbody>
        {backups.slice(0, SHOWN).map((backup) => (
          <Row key={backup.filename} backup={backup} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ backup }: { readonly backup: Backup }) {
  const { filename, created_at, database, size, duration_ms } = backup;
  const state = verificationState(backup);
  return (
    <tr>
      <td>
        <a href={hashOf('backups', filename)}>
          <Time at={created_at} />
        </a>
      </td>
      <td>
        {database === null ? <span class="quiet">{t('common.unknown')}</span> : <Name>{database}</Name>}
      </td>
      <td class="newest-number newest-size">
        <Bytes value={size} />
      </td>
      <td>
        <StatusBadge kind="quiet" style={VERIFICATION_STYLES[state]}>
          {verificationStateText(backup, state)}
        </StatusBadge>
      </td>
      <td class="newest-number newest-took quiet">
        {duration_ms === null ? '–' : formatDuration(duration_ms)}
      </td>
    </tr>
  );
}
