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

const SUSPICIONS: readonly string[] = [
  'source_damaged',
  'source_collapsed',
  'another_host',
  'anomaly_record_unreadable',
];

interface FrozenNoteProps {
  readonly state: DatabaseState;
}

/** Why nothing is removed of a database, and the way to end that; nothing where retention goes on. */
export function RetentionPausedNote({ state }: FrozenNoteProps) {
  const { frozen } = state.retention;
  return frozen === null ? null : <Frozen state={state} reason={frozen} />;
}

function Frozen({ state, reason }: FrozenNoteProps & { readonly reason: string }) {
  const { database } = state;
  const action = useAction();
  return (
    <section class="note frozen-note tone-attention">
      <Icon name="frozen" />
      <div class="stack-tight">
        <h3>
          <RichText text="retention.frozenTitle" values={{ name: <Name>{database}</Name> }} />
        </h3>
        <p>{suspicionOf(state)}</p>
        <p class="quiet small">
          <Name lang="en">{reason}</Name>
        </p>
        <p>{t('retention.frozenWhy')}</p>
        {may('acknowledge') ? (
          <Acknowledge database={database} action={action} />
        ) : (
          <p class="quiet">{t('retention.frozenMayNot')}</p>
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

/** Asks where the button is, and says what will happen. */
function Acknowledge({ database, action }: AcknowledgeProps) {
  const [step, setStep] = useState<'offered' | 'asked' | 'done'>('offered');
  const done = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (step !== 'done') return undefined;
    done.current?.focus({ preventScroll: true });
    // The whole note goes away then, and the focus with it.
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
            setStep('asked');
          }}
        />
      );
    case 'asked':
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
      // Until the next health report, which comes in a moment, this is still there.
      return (
        <p ref={done} class="frozen-asked" role="status" tabIndex={-1}>
          <RichText text="retention.acknowledged" values={{ name: <Name>{database}</Name> }} />
        </p>
      );
  }
}

function Offer({ onAsk }: { readonly onAsk: () => void }) {
  return (
    <div class="frozen-step">
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
    <div class="frozen-question" role="group" aria-label={t('retention.acknowledge')}>
      <p class="frozen-asked">
        <RichText text="retention.acknowledgeQuestion" values={{ name: <Name>{database}</Name> }} />
      </p>
      <p>{t('retention.acknowledgeEffect')}</p>
      <div class="row">
        <Button kind="primary" isBusy={isBusy} buttonRef={focusOnce} onClick={onConfirm}>
          {t('retention.acknowledgeConfirm')}
        </Button>
        <Button disabled={isBusy} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}

/** The question came where the button was that had the focus. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true });
}

function suspicionOf({ findings }: DatabaseState): string {
  const kind = findings.find((finding) => SUSPICIONS.includes(finding.kind))?.kind;
  const key = `findings.${kind ?? ''}`;
  return isKey(key) ? t(key as Key & 'findings.source_collapsed') : t('retention.frozenUnknown');
}
