import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { isTyped, TypedConfirmation } from '../../components/dialog.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { Time } from '../../components/time.tsx';
import { t } from '../../i18n/t.ts';

interface ConfirmRestoreProps {
  readonly subject: RestoreSubject;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function ConfirmRestore({ subject, onConfirm, onCancel }: ConfirmRestoreProps) {
  const [text, setText] = useState('');
  const word = subject.database ?? subject.filename;
  const isReady = isTyped(word, text);
  return (
    <form
      class="stack confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onConfirm();
      }}
    >
      <h4>{t('restore.confirm')}</h4>
      <TypedConfirmation word={word} text={text} onText={setText} />
      <div class="row">
        <Button kind="danger" type="submit" disabled={!isReady}>
          <RichText text="restore.action" values={subjectValues(subject)} />
        </Button>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}

interface UndoOfferProps {
  readonly subject: RestoreSubject;
  readonly action: 'restore.undo' | 'restore.redo';
  readonly onUndo: () => void;
  readonly children?: ComponentChildren;
}

export function UndoOffer({ subject, action, onUndo, children }: UndoOfferProps) {
  const [isConfirming, setConfirming] = useState(false);
  return isConfirming ? (
    <ConfirmUndo
      subject={subject}
      onUndo={onUndo}
      onCancel={() => {
        setConfirming(false);
      }}
    />
  ) : (
    <div class="row">
      <Button
        icon="restore"
        onClick={() => {
          setConfirming(true);
        }}
      >
        {t(action)}
      </Button>
      {children}
    </div>
  );
}

interface ConfirmUndoProps {
  readonly subject: RestoreSubject;
  readonly onUndo: () => void;
  readonly onCancel: () => void;
}

function ConfirmUndo({ subject, onUndo, onCancel }: ConfirmUndoProps) {
  const [text, setText] = useState('');
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), []);
  const word = subject.database ?? subject.filename;
  const isReady = isTyped(word, text);
  const { name } = subjectValues(subject);
  return (
    <form
      ref={form}
      class="stack confirm"
      aria-describedby={id}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onUndo();
      }}
    >
      <p id={id}>{t('findings.undoText')}</p>
      <TypedConfirmation word={word} text={text} onText={setText} />
      <div class="row">
        <Button kind="danger" type="submit" disabled={!isReady}>
          <RichText text="restore.undoAction" values={{ name }} />
        </Button>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}

export interface RestoreSubject {
  readonly filename: string;
  /** `null`: unknown; the service then refuses the restore. */
  readonly database: string | null;
  readonly createdAt: string;
}

export function subjectValues({ database, filename, createdAt }: RestoreSubject) {
  return {
    name: <Name>{database ?? filename}</Name>,
    when: <Time at={createdAt} form="absolute" />,
  };
}
