import { useId } from 'preact/hooks';
import { t } from '../../i18n/t.ts';

interface MomentChoiceProps {
  /** A `datetime-local` value; `undefined` for the newest. */
  readonly before: string | undefined;
  readonly isIncomplete: boolean;
  readonly onBefore: (before: string | undefined) => void;
}

export function MomentChoice({ before, isIncomplete, onBefore }: MomentChoiceProps) {
  const name = useId();
  return (
    <fieldset class="levels">
      <legend>{t('restore.state')}</legend>
      <Choice
        name={name}
        text={t('restore.latest')}
        isChosen={before === undefined}
        onChoose={() => {
          onBefore(undefined);
        }}
      />
      <Choice
        name={name}
        text={t('restore.before')}
        isChosen={before !== undefined}
        onChoose={() => {
          onBefore('');
        }}
      />
      {before !== undefined && <MomentField value={before} isIncomplete={isIncomplete} onValue={onBefore} />}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly text: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ name, text, isChosen, onChoose }: ChoiceProps) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span>{text}</span>
    </label>
  );
}

interface MomentFieldProps {
  readonly value: string;
  readonly isIncomplete: boolean;
  readonly onValue: (value: string) => void;
}

function MomentField({ value, isIncomplete, onValue }: MomentFieldProps) {
  const id = useId();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div class="field moment-field">
      <label for={id}>{t('restore.moment')}</label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        aria-invalid={isIncomplete || undefined}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
      <p id={`${id}-hint`} class={isIncomplete ? 'field-problem' : 'quiet small'}>
        {isIncomplete ? t('restore.momentMissing') : t('restore.momentHint', { zone })}
      </p>
    </div>
  );
}
