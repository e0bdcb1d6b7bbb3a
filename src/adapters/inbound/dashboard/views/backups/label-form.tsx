import { useLayoutEffect, useId, useRef, useState } from 'preact/hooks';
import type { ApiProblem } from '../../api/api-problem.ts';
import { problemFrom } from '../../api/api-problem.ts';
import type { Backup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { changeBackup } from './change-backup.ts';

const LONGEST_LABEL = 1000;

interface LabelFormProps {
  readonly backup: Backup;
  readonly onDone: () => void;
}

/** An empty label removes it. */
export function LabelForm({ backup: { filename, label }, onDone }: LabelFormProps) {
  const [text, setText] = useState(label ?? '');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    field.current?.select();
  }, []);
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await changeBackup(filename, { label: text.trim() });
      onDone();
    } catch (error) {
      setProblem(problemFrom(error));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Closes the field, not the drawer.
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <label for={id} class="field-name">
        {t('backups.label')}
      </label>
      <div class="label-form">
        <input
          id={id}
          ref={field}
          type="text"
          value={text}
          maxLength={LONGEST_LABEL}
          placeholder={t('backups.labelPlaceholder')}
          autocomplete="off"
          onInput={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t('backups.saveLabel')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} title={t('backups.labelFailed')} />}
    </form>
  );
}
