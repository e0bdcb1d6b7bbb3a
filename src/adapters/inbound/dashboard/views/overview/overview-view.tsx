import type { Backup, Databases } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LoadState, ProblemNote, Skeleton } from '../../components/problem-note.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { Bytes, Name, Time } from '../../components/text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { databases, newestBackups } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { BackUpFailures } from '../backups/back-up-now.tsx';
import { backUpNow, isBackingUp } from '../backups/back-ups.ts';
import {
  VERIFICATION_STYLES,
  verificationState,
  verificationStateText,
} from '../backups/verification-state.ts';
import { CalendarCard } from '../calendar/calendar-card.tsx';
import { hasDeltas } from '../chains/chains.ts';
import { TypeMark } from '../chains/type-mark.tsx';
import { ChartsCard } from '../charts/charts-card.tsx';
import { CopyChips, EncryptedMark } from '../stores/copy-chips.tsx';
import { hasStores } from '../stores/shown-stores.ts';
import { StoresCard } from '../stores/stores-card.tsx';
import { AttentionList } from './attention-list.tsx';
import { allFindings } from './findings.ts';
import { VerdictList } from './verdict-list.tsx';
import { isUnprotected } from './verdict.ts';

export function OverviewView() {
  const { value, problem } = useResource(databases);
  return (
    <div class="view overview">
      <ProblemNote problem={problem} title={t('overview.loadFailed')} />
      {value === undefined ? problem === undefined && <Loading /> : <Loaded known={value} />}
    </div>
  );
}

function Loading() {
  return (
    <>
      <h1 class="visually-hidden">{t('shell.overview')}</h1>
      <Skeleton lines={6} />
    </>
  );
}

function Loaded({ known }: { readonly known: Databases }) {
  const isNone = known.databases.length === 0;
  const isFirst = known.databases.every(isUnprotected);
  const names = new Set<string | undefined>(known.databases.map(({ database }) => database));
  return (
    <>
      {isNone ? (
        <h1 class="visually-hidden">{t('shell.overview')}</h1>
      ) : (
        <VerdictList states={known.databases} isFirst={isFirst} />
      )}
      <BackUpFailures of={(database) => !names.has(database)} />
      <AttentionList findings={allFindings(known, isFirst)} known={known} />
      {isNone && <NoDatabase />}
      {!isNone && isFirst && (
        <>
          <FirstBackup />
          <StoresCard />
        </>
      )}
      {!isFirst && (
        <>
          <CalendarCard />
          <ChartsCard disk={known.disk} />
          <StoresCard />
          <NewestBackups />
        </>
      )}
    </>
  );
}

const EXAMPLE = '{ "databases": [ { "path": "/srv/app/app.db" } ] }';
const BY_HAND = 'backup-manager create /srv/app/app.db';

function NoDatabase() {
  return (
    <section class="card first-steps">
      <EmptyState icon="plus" title={t('overview.noDatabaseTitle')}>
        <div class="stack">
          <p>{t('overview.noDatabaseText')}</p>
          <pre tabIndex={0}>{EXAMPLE}</pre>
          <p>{t('overview.noDatabaseOr')}</p>
          <pre tabIndex={0}>{BY_HAND}</pre>
        </div>
      </EmptyState>
    </section>
  );
}

function FirstBackup() {
  const isBusy = isBackingUp(undefined);
  return (
    <section class="card first-steps">
      <EmptyState
        icon="verify"
        title={t('backups.emptyTitle')}
        action={
          may('createBackup') && (
            <Button kind="primary" isBusy={isBusy} onClick={() => void backUpNow(undefined)}>
              {t(isBusy ? 'common.backingUp' : 'overview.firstAction')}
            </Button>
          )
        }
      >
        <p>{t(may('createBackup') ? 'overview.firstText' : 'overview.firstMayNot')}</p>
      </EmptyState>
    </section>
  );
}

const SHOWN = 6;

function NewestBackups() {
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
  const hasCopies = hasStores();
  const hasTypes = hasDeltas(backups);
  if (backups.length === 0) return <p class="quiet">{t('overview.newestNone')}</p>;
  return (
    <table class="table newest-table">
      <TableHead
        columns={[
          { text: t('common.when') },
          { text: t('common.database') },
          { text: t('common.size'), class: 'is-number newest-size' },
          { text: t('common.verification') },
          ...(hasCopies ? [{ text: t('stores.copies'), class: 'newest-copies' }] : []),
          { text: t('common.took'), class: 'is-number newest-took' },
        ]}
      />
      <tbody>
        {backups.slice(0, SHOWN).map((backup) => (
          <Row key={backup.path} backup={backup} hasType={hasTypes} hasCopies={hasCopies} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly backup: Backup;
  readonly hasType: boolean;
  readonly hasCopies: boolean;
}

function Row({ backup, hasType, hasCopies }: RowProps) {
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
        <span class="line-tight">
          {database === null ? <span class="quiet">{t('common.unknown')}</span> : <Name>{database}</Name>}
          {hasType && backup.managed && <TypeMark type={backup.type} />}
          {backup.encrypted && <EncryptedMark />}
        </span>
      </td>
      <td class="is-number newest-size">
        <Bytes value={size} />
      </td>
      <td>
        <StatusBadge kind="quiet" style={VERIFICATION_STYLES[state]}>
          {verificationStateText(backup, state)}
        </StatusBadge>
      </td>
      {hasCopies && (
        <td class="newest-copies">
          <CopyChips copies={backup.copies} />
        </td>
      )}
      <td class="is-number newest-took quiet">{duration_ms === null ? '–' : formatDuration(duration_ms)}</td>
    </tr>
  );
}
