import { useState } from 'preact/hooks';
import { Bytes } from '../../components/bytes.tsx';
import { Button } from '../../components/button.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import type { DecidedBackup } from './cleanup-groups.ts';
import { ruleText } from './rule-text.ts';

const MORE_ROWS = 200;

interface DecidedTableProps {
  readonly label: string;
  readonly decided: readonly DecidedBackup[];
  readonly shown: number;
}

export function DecidedTable({ label, decided, shown: first }: DecidedTableProps) {
  const [more, setMore] = useState(0);
  const shown = decided.slice(0, first + more);
  const hidden = decided.length - shown.length;
  return (
    <>
      <table class="table decided-table" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('retention.backup')}
            </th>
            <th role="columnheader" scope="col">
              {t('retention.age')}
            </th>
            <th role="columnheader" scope="col" class="is-number">
              {t('retention.size')}
            </th>
            <th role="columnheader" scope="col">
              {t('retention.why')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((one) => (
            <DecidedRow key={one.filename} decided={one} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <div class="show-more">
          <Button
            kind="plain"
            onClick={() => {
              setMore(more + MORE_ROWS);
            }}
          >
            {t('retention.showMore', { count: Math.min(MORE_ROWS, hidden) })}
          </Button>
        </div>
      )}
    </>
  );
}

function DecidedRow({ decided }: { readonly decided: DecidedBackup }) {
  const { filename, reason, backup } = decided;
  return (
    <tr role="row">
      <td role="cell" class="decided-backup">
        <a href={hashOf('backups', filename)} title={filename}>
          {backup === undefined ? <Name>{filename}</Name> : <Time at={backup.created_at} form="absolute" />}
        </a>
      </td>
      <td role="cell" class="decided-age">
        {backup !== undefined && <Time at={backup.created_at} />}
      </td>
      <td role="cell" class="decided-size is-number">
        {backup !== undefined && <Bytes value={backup.size} />}
      </td>
      <td role="cell" class="decided-why">
        {ruleText(decided)}
        <span class="decided-reason">
          <Name lang="en">{reason}</Name>
        </span>
      </td>
    </tr>
  );
}
