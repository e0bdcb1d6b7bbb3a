import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { isTyped, TypedConfirmation } from '../../components/dialog.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { t } from '../../i18n/t.ts';
import { subjectValues, type RestoreSubject } from './restore-subject.tsx';

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
      <p id={id}>{t('restore.undoPlan')}</p>
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
