import { useRef, useState } from 'preact/hooks';
import type { DatabaseState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { isKey, t, type Key } from '../../i18n/t.ts';
import { invalidate } from '../../state/data.ts';
import { api, may } from '../../state/session.ts';
import { tell } from '../../state/toasts.ts';
import { useAction, type Action } from '../../state/use-action.ts';

const SUSPICIONS: readonly string[] = ['source_damaged', 'source_collapsed', 'anomaly_record_unreadable'];

interface FrozenNoteProps {
  readonly state: DatabaseState;
}

/** Why nothing is removed of a database, and the way to end that; nothing where retention goes on. */
export function FrozenNote({ state }: FrozenNoteProps) {
  const { frozen } = state.retention;
  return frozen === null ? null : <Frozen state={state} reason={frozen} />;
}

function Frozen({ state, reason }: FrozenNoteProps & { readonly reason: string }) {
  const { database } = state;
  const action = useAction();
  return (
    <section class="frozen-note tone-attention">
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
  const [isAsking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const acknowledge = async (): Promise<void> => {
    await api.acknowledge(database);
    tell(t('retention.acknowledged', { name: database }));
    invalidate(['databases', 'health']);
  };
  if (!isAsking) {
    return (
      <div class="frozen-step">
        <Button
          buttonRef={opener}
          aria-expanded={false}
          onClick={() => {
            setAsking(true);
          }}
        >
          {t('retention.acknowledge')}
        </Button>
      </div>
    );
  }
  return (
    <div class="frozen-question" role="group" aria-label={t('retention.acknowledge')}>
      <p class="frozen-asked">
        <RichText text="retention.acknowledgeQuestion" values={{ name: <Name>{database}</Name> }} />
      </p>
      <p>{t('retention.acknowledgeEffect')}</p>
      <div class="row">
        <Button
          kind="primary"
          isBusy={action.isBusy}
          buttonRef={focusOnce}
          onClick={() => {
            action.run(acknowledge);
          }}
        >
          {t('retention.acknowledgeConfirm')}
        </Button>
        <Button
          disabled={action.isBusy}
          onClick={() => {
            setAsking(false);
            queueMicrotask(() => opener.current?.focus());
          }}
        >
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
