import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { Bytes, Name, Time } from '../../components/text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import { hasDeltas } from '../chains/chains.ts';
import { TypeMark } from '../chains/type-mark.tsx';
import { hasStores } from '../stores/shown-stores.ts';
import { isRetentionPaused, type DecidedBackup, type RetentionGroup } from './cleanup-groups.ts';
import { CleanupOutcome, CleanupStep } from './cleanup-step.tsx';
import { ruleText } from './rule-text.ts';

const SHOWN_REMOVALS = 8;
const SHOWN_KEPT = 5;

export function CleanupForecast({ group }: { readonly group: RetentionGroup }) {
  const { database, backups } = group;
  return (
    <section class="stack">
      <h3>{t('retention.preview')}</h3>
      {database !== undefined && <CleanupOutcome database={database} />}
      {backups.decided.length === 0 ? (
        <p class="quiet">{t('retention.noBackups')}</p>
      ) : (
        <>
          <Removals group={group} />
          <KeptBackups group={group} />
        </>
      )}
    </section>
  );
}

function Removals({ group }: { readonly group: RetentionGroup }) {
  const { database, removed } = group;
  const count = removed.decided.length;
  if (count === 0) {
    return (
      <p>
        <strong>{t('retention.removesNone')}</strong>
        {' · '}
        <span class="quiet">
          {t(isRetentionPaused(group) ? 'retention.removesNonePaused' : 'retention.removesNoneText')}
        </span>
      </p>
    );
  }
  const label = t(hasStores() ? 'stores.removedCopies' : 'retention.removedCount', { count });
  return (
    <div class="stack-tight">
      <div class="forecast-head">
        <p>
          <strong class="forecast-removed">{label}</strong>
          {' · '}
          <span class="quiet number">{t('retention.frees', { size: formatBytes(removed.bytes) })}</span>
        </p>
        {database !== undefined && <CleanupStep database={database} removed={removed} />}
      </div>
      <DecidedTable label={label} decided={removed.decided} shown={SHOWN_REMOVALS} />
    </div>
  );
}

function KeptBackups({ group: { kept } }: { readonly group: RetentionGroup }) {
  const count = kept.decided.length;
  if (count === 0) return null;
  const label = t(hasStores() ? 'stores.keptCopies' : 'retention.keptCount', { count });
  return (
    <div class="stack-tight">
      <p>
        <strong>{label}</strong>
        {' · '}
        <span class="quiet number">{t('retention.takes', { size: formatBytes(kept.bytes) })}</span>
      </p>
      <DecidedTable label={label} decided={kept.decided} shown={SHOWN_KEPT} />
    </div>
  );
}

const MORE_ROWS = 200;

interface DecidedTableProps {
  readonly label: string;
  readonly decided: readonly DecidedBackup[];
  readonly shown: number;
}

function DecidedTable({ label, decided, shown: first }: DecidedTableProps) {
  const [more, setMore] = useState(0);
  const shown = decided.slice(0, first + more);
  const hidden = decided.length - shown.length;
  const hasTypes = hasDeltas(decided.flatMap(({ backup }) => backup ?? []));
  return (
    <>
      <table class="table decided-table" role="table" aria-label={label}>
        <TableHead
          columns={[
            { text: t('retention.backup') },
            { text: t('retention.age') },
            ...(hasStores() ? [{ text: t('stores.store') }] : []),
            { text: t('common.size'), class: 'is-number' },
            { text: t('retention.why') },
          ]}
        />
        <tbody role="rowgroup">
          {shown.map((one) => (
            <DecidedRow key={`${one.store} ${one.filename}`} decided={one} hasType={hasTypes} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <div class="show-more">
          <Button kind="plain" onClick={() => setMore(more + MORE_ROWS)}>
            {t('retention.showMore', { count: Math.min(MORE_ROWS, hidden) })}
          </Button>
        </div>
      )}
    </>
  );
}

interface DecidedRowProps {
  readonly decided: DecidedBackup;
  readonly hasType: boolean;
}

function DecidedRow({ decided, hasType }: DecidedRowProps) {
  const { filename, store, reason, backup } = decided;
  return (
    <tr role="row">
      <td role="cell" class="decided-backup">
        <a href={hashOf('backups', filename)} title={filename}>
          {backup === undefined ? <Name>{filename}</Name> : <Time at={backup.created_at} form="absolute" />}
        </a>
        {backup?.managed === true && hasType && <TypeMark type={backup.type} />}
      </td>
      <td role="cell" class="decided-age quiet">
        {backup !== undefined && <Time at={backup.created_at} />}
      </td>
      {hasStores() && (
        <td role="cell" class="decided-store">
          <Name>{store}</Name>
        </td>
      )}
      <td role="cell" class="decided-size is-number">
        {backup !== undefined && <Bytes value={backup.size} />}
      </td>
      <td role="cell" class="decided-why">
        {ruleText(decided)}
        <span class="detail">
          <Name lang="en">{reason}</Name>
        </span>
      </td>
    </tr>
  );
}
