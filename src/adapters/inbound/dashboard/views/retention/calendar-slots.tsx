import { useMemo, useState } from 'preact/hooks';
import type { Backup, RetentionPolicy } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { RichText } from '../../components/text.tsx';
import { formatAbsolute } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import { bucketRows, type BucketRow } from './bucket-slots.ts';
import { bucketShort, bucketText } from './rule-text.ts';

const SHOWN = 14;

interface CalendarSlotsProps {
  /** Of one database, newest first. */
  readonly backups: readonly Backup[];
  readonly policy: RetentionPolicy;
}

export function CalendarSlots({ backups, policy }: CalendarSlotsProps) {
  const rows = useMemo(() => bucketRows(backups, policy, new Date()), [backups, policy]);
  if (rows.length === 0) return null;
  return (
    <section class="stack-tight">
      <h3>{t('retention.slots')}</h3>
      <dl class="list">
        {rows.map((row) => (
          <SlotRow key={row.kind} row={row} timeZone={policy.time_zone} />
        ))}
      </dl>
      <p class="quiet small">
        <RichText text="retention.slotsZone" values={{ zone: policy.time_zone }} />
      </p>
    </section>
  );
}

function SlotRow({ row, timeZone }: { readonly row: BucketRow; readonly timeZone: string }) {
  const { kind, wanted, slots } = row;
  const [isExpanded, setExpanded] = useState(false);
  const shown = isExpanded ? slots : slots.slice(0, SHOWN);
  const hidden = slots.length - shown.length;
  return (
    <div class="slot-row">
      <dt>
        {t(`retention.slots_${kind}`)}{' '}
        <span class="quiet small number">
          {t('retention.slotsOf', { count: slots.length, total: wanted })}
        </span>
      </dt>
      <dd class="slots">
        {slots.length === 0 && <span class="quiet">{t('retention.slotsNone')}</span>}
        {shown.map(({ name, backup }) => {
          const when = formatAbsolute(new Date(backup.created_at), timeZone);
          const title = t('retention.slotTitle', { bucket: bucketText(kind, name), when });
          return (
            <a key={name} class="slot" href={hashOf('backups', backup.filename)} title={title}>
              {bucketShort(kind, name)}
            </a>
          );
        })}
        {hidden > 0 && (
          <Button kind="plain" onClick={() => setExpanded(true)}>
            {t('retention.slotsMore', { count: hidden })}
          </Button>
        )}
      </dd>
    </div>
  );
}
