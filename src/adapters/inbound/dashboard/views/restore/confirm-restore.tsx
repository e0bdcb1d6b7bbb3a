import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { useTypedWord } from '../../components/dialog.tsx';
import { Name, RichText, Time } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';

interface ConfirmProps {
  readonly subject: RestoreSubject;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function ConfirmRestore(props: ConfirmProps) {
  return (
    <TypedForm
      {...props}
      head={<h4>{t('restore.confirm')}</h4>}
      action={<RichText text="restore.action" values={subjectValues(props.subject)} />}
    />
  );
}

function ConfirmUndo(props: ConfirmProps) {
  const id = useId();
  const { name } = subjectValues(props.subject);
  return (
    <TypedForm
      {...props}
      describedBy={id}
      isFocused
      head={<p id={id}>{t('findings.undoText')}</p>}
      action={<RichText text="restore.undoAction" values={{ name }} />}
    />
  );
}

interface TypedFormProps extends ConfirmProps {
  readonly head: ComponentChildren;
  readonly action: ComponentChildren;
  readonly describedBy?: string;
  readonly isFocused?: boolean;
}

function TypedForm(props: TypedFormProps) {
  const { subject, head, action, describedBy, isFocused = false, onConfirm, onCancel } = props;
  const form = useRef<HTMLFormElement>(null);
  const { isReady, field, onSubmit } = useTypedWord(subject.database ?? subject.filename, onConfirm);
  useLayoutEffect(() => {
    if (isFocused) form.current?.querySelector('input')?.focus();
  }, []);
  return (
    <form ref={form} class="stack confirm" aria-describedby={describedBy} onSubmit={onSubmit}>
      {head}
      {field}
      <div class="row">
        <Button kind="danger" type="submit" disabled={!isReady}>
          {action}
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
    <ConfirmUndo subject={subject} onConfirm={onUndo} onCancel={() => setConfirming(false)} />
  ) : (
    <div class="row">
      <Button icon="restore" onClick={() => setConfirming(true)}>
        {t(action)}
      </Button>
      {children}
    </div>
  );
}

export interface RestoreSubject {
  readonly filename: string;
  /** `null`: unknown; the service then refuses the restore. */
  readonly database: string | null;
  readonly createdAt: string;
  /** The store whose copy is restored; `undefined`: the first good copy. */
  readonly store?: string | undefined;
}

export function subjectValues({ database, filename, createdAt }: RestoreSubject) {
  return {
    name: <Name>{database ?? filename}</Name>,
    when: <Time at={createdAt} form="absolute" />,
  };
}
