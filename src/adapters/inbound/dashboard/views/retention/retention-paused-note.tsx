import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DatabaseState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Name, RichText, ServiceNote } from '../../components/text.tsx';
import { knownText, t } from '../../i18n/t.ts';
import { api, may } from '../../state/session.ts';
import { useAction, type Action } from '../../state/use-action.ts';

const ANOMALIES: readonly string[] = [
  'source_damaged',
  'source_collapsed',
  'another_host',
  'anomaly_record_unreadable',
];

export function RetentionPausedNote({ state }: { readonly state: DatabaseState }) {
  const action = useAction();
  const { database } = state;
  const { frozen: reason } = state.retention;
  if (reason === null) return null;
  return (
    <section class="note paused-note tone-attention">
      <Icon name="paused" />
      <div class="stack-tight">
        <h3>
          <RichText text="retention.pausedTitle" values={{ name: <Name>{database}</Name> }} />
        </h3>
        <p>{anomalyText(state)}</p>
        <ServiceNote>{reason}</ServiceNote>
        <p>{t('retention.pausedWhy')}</p>
        {may('acknowledge') ? (
          <Acknowledge database={database} action={action} />
        ) : (
          <p class="quiet">{t('retention.pausedMayNot')}</p>
        )}
        <ProblemNote problem={action.problem} title={t('retention.acknowledgeFailed')} />
      </div>
    </section>
  );
}

function Acknowledge({ database, action }: { readonly database: string; readonly action: Action }) {
  const [step, setStep] = useState<'offered' | 'confirming' | 'done'>('offered');
  const done = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (step !== 'done') return undefined;
    done.current?.focus({ preventScroll: true });
    // The note disappears with the next health report, and the focus with it.
    return () => document.getElementById('main')?.focus({ preventScroll: true });
  }, [step]);
  const acknowledge = async (): Promise<void> => {
    await api.acknowledge(database);
    setStep('done');
  };
  if (step === 'offered') {
    return (
      <div class="paused-step">
        <Button onClick={() => setStep('confirming')}>{t('retention.acknowledge')}</Button>
      </div>
    );
  }
  if (step === 'done') {
    return (
      <p ref={done} class="paused-message" role="status" tabIndex={-1}>
        <RichText text="retention.acknowledged" values={{ name: <Name>{database}</Name> }} />
      </p>
    );
  }
  return (
    <div class="paused-question" role="group" aria-label={t('retention.acknowledge')}>
      <p class="paused-message">
        <RichText text="findings.acknowledgeTitle" values={{ name: <Name>{database}</Name> }} />
      </p>
      <p>{t('retention.acknowledgeEffect')}</p>
      <div class="row">
        <Button
          kind="primary"
          isBusy={action.isBusy}
          buttonRef={focusOnce}
          onClick={() => action.run(acknowledge)}
        >
          {t('findings.acknowledgeAction')}
        </Button>
        <Button disabled={action.isBusy} onClick={() => setStep('offered')}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}

/** The pressed button is gone, so the question takes the focus. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true });
}

function anomalyText({ findings }: DatabaseState): string {
  const kind = findings.find((finding) => ANOMALIES.includes(finding.kind))?.kind;
  return knownText(`findings.${kind ?? ''}`) ?? t('retention.pausedUnknown');
}
