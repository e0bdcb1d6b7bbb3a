import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DatabaseState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { isKey, t, type Key } from '../../i18n/t.ts';
import { api, may } from '../../state/session.ts';
import { useAction, type Action } from '../../state/use-action.ts';

const ANOMALIES: readonly string[] = [
  'source_damaged',
  'source_collapsed',
  'another_host',
  'anomaly_record_unreadable',
];

interface PausedNoteProps {
  readonly state: DatabaseState;
}

export function RetentionPausedNote({ state }: PausedNoteProps) {
  const { frozen } = state.retention;
  return frozen === null ? null : <PausedNote state={state} reason={frozen} />;
}

function PausedNote({ state, reason }: PausedNoteProps & { readonly reason: string }) {
  const { database } = state;
  const action = useAction();
  return (
    <section class="note paused-note tone-attention">
      <Icon name="paused" />
      <div class="stack-tight">
        <h3>
          <RichText text="retention.pausedTitle" values={{ name: <Name>{database}</Name> }} />
        </h3>
        <p>{anomalyText(state)}</p>
        <p class="quiet small">
          <Name lang="en">{reason}</Name>
        </p>
        <p>{t('retention.pausedWhy')}</p>
        {may('acknowledge') ? (
          <Acknowledge database={database} action={action} />
        ) : (
          <p class="quiet">{t('retention.pausedMayNot')}</p>
        )}
        {action.problem !== undefined && (
          <ProblemNote problem={action.problem} title={t('retention.acknowledgeFailed')} />
        )}
      </div>
    </section>
  );
}

interface AcknowledgeProps {
  readonly database: string;
  readonly action: Action;
}

function Acknowledge({ database, action }: AcknowledgeProps) {
  const [step, setStep] = useState<'offered' | 'confirming' | 'done'>('offered');
  const done = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (step !== 'done') return undefined;
    done.current?.focus({ preventScroll: true });
    // The note disappears with the next health report, and the focus with it.
    return () => {
      document.getElementById('main')?.focus({ preventScroll: true });
    };
  }, [step]);
  const acknowledge = async (): Promise<void> => {
    await api.acknowledge(database);
    setStep('done');
  };
  switch (step) {
    case 'offered':
      return (
        <Offer
          onAsk={() => {
            setStep('confirming');
          }}
        />
      );
    case 'confirming':
      return (
        <Question
          database={database}
          isBusy={action.isBusy}
          onConfirm={() => {
            action.run(acknowledge);
          }}
          onCancel={() => {
            setStep('offered');
          }}
        />
      );
    case 'done':
      return (
        <p ref={done} class="paused-asked" role="status" tabIndex={-1}>
          <RichText text="retention.acknowledged" values={{ name: <Name>{database}</Name> }} />
        </p>
      );
  }
}

function Offer({ onAsk }: { readonly onAsk: () => void }) {
  return (
    <div class="paused-step">
      <Button onClick={onAsk}>{t('retention.acknowledge')}</Button>
    </div>
  );
}

interface QuestionProps {
  readonly database: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

function Question({ database, isBusy, onConfirm, onCancel }: QuestionProps) {
  return (
    <div class="paused-question" role="group" aria-label={t('retention.acknowledge')}>
      <p class="paused-asked">
        <RichText text="findings.acknowledgeTitle" values={{ name: <Name>{database}</Name> }} />
      </p>
      <p>{t('retention.acknowledgeEffect')}</p>
      <div class="row">
        <Button kind="primary" isBusy={isBusy} buttonRef={focusOnce} onClick={onConfirm}>
          {t('findings.acknowledgeAction')}
        </Button>
        <Button disabled={isBusy} onClick={onCancel}>
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
  const key = `findings.${kind ?? ''}`;
  return isKey(key) ? t(key as Key & 'findings.source_collapsed') : t('retention.pausedUnknown');
}
