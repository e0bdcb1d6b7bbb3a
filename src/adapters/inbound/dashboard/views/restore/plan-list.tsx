import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { RestorePlan } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Bytes, Name, RichText, Time } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { hasStores } from '../stores/shown-stores.ts';
import { isWarning, pointsOf, type PlanPoint } from './plan-points.ts';

export function PlanList({ plan }: { readonly plan: RestorePlan }) {
  const id = useId();
  return (
    <div class="stack-tight">
      <h4 id={id}>{t('restore.plan')}</h4>
      <ul class="plan-list list" aria-labelledby={id}>
        {pointsOf(plan, hasStores()).map((point, index) => (
          <li key={index} class={isWarning(point) ? 'tone-attention' : 'tone-unknown'}>
            <Icon name={isWarning(point) ? 'attention' : 'check'} />
            <span>
              <PointText point={point} plan={plan} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PointTextProps {
  readonly point: PlanPoint;
  readonly plan: RestorePlan;
}

function PointText({ point, plan }: PointTextProps): ComponentChildren {
  const path = <Name class="path">{plan.restored_to}</Name>;
  switch (point.kind) {
    case 'safety':
      return <RichText text="restore.safety" values={{ size: <Bytes value={point.bytes} /> }} />;
    case 'replaces':
      return <RichText text="restore.replaces" values={{ path, ...timesOf(plan) }} />;
    case 'creates':
      return <RichText text="restore.creates" values={{ path }} />;
    case 'method':
      return <Method method={point.method} reason={point.reason} />;
    case 'holds':
      return <Holder holder={point.holder} />;
    case 'room':
      return (
        <RichText
          text="restore.room"
          values={{ needed: <Bytes value={point.neededBytes} />, free: <Bytes value={point.freeBytes} /> }}
        />
      );
    case 'roomUnknown':
      return <RichText text="restore.roomUnknown" values={{ needed: <Bytes value={point.neededBytes} /> }} />;
    case 'verified':
      return <Verified proof={point.proof} />;
    case 'reads':
      return t('restore.reads', { count: point.count });
    case 'passedOver':
      return <RichText text="restore.passedOver" values={{ name: <Name>{point.filename}</Name> }} />;
    case 'futureDated':
      return <RichText text="restore.futureDated" values={{ name: <Name>{point.filename}</Name> }} />;
    case 'fromStore':
      return <RichText text="stores.fromStore" values={{ store: <Name>{point.store}</Name> }} />;
    case 'storePassedOver':
      return <StorePassedOver {...point} />;
    default:
      return t(`restore.${point.kind}`);
  }
}

interface StorePassedOverProps {
  readonly store: string;
  readonly error: string;
}

function StorePassedOver({ store, error }: StorePassedOverProps) {
  const values = { store: <Name>{store}</Name>, error: <Name lang="en">{error}</Name> };
  return <RichText text="stores.passedOver" values={values} />;
}

function timesOf({ created_at: at }: RestorePlan) {
  return { when: <Time at={at} />, exactly: <Time at={at} form="absolute" /> };
}

function Method({ method, reason }: Pick<RestorePlan, 'method' | 'reason'>) {
  return (
    <>
      {t(`restore.method_${method}`)}
      {method === 'file' && (
        <span class="detail">
          <Name lang="en">{reason}</Name>
        </span>
      )}
    </>
  );
}

function Holder({ holder: { pid, command, lock } }: { readonly holder: RestorePlan['holders'][number] }) {
  return (
    <RichText text={`restore.holds_${lock}`} values={{ command: <Name>{command}</Name>, pid: String(pid) }} />
  );
}

function Verified({ proof }: Pick<RestorePlan, 'proof'>) {
  if (proof?.result !== 'ok') return <>{t('restore.verifiedPlain')}</>;
  return (
    <RichText
      text="restore.verified"
      values={{ level: t(`backups.level_${proof.level}`), when: <Time at={proof.at} /> }}
    />
  );
}
