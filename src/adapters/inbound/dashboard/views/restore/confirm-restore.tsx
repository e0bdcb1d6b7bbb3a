import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { isTyped, TypedConfirmation } from '../../components/dialog.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { t } from '../../i18n/t.ts';
import { subjectValues, type RestoreSubject } from './restore-subject.tsx';

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
