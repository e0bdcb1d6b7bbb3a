import { useId, useState } from 'preact/hooks';
import type { RestorePlan } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/dialog.tsx';
import { optionsOf, Radio, SelectField } from '../../components/filter-form.tsx';
import { LoadState, ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { databases, namesIn } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { RestoreFlow } from './restore-panel.tsx';
import { restoreRequest } from './restore-request.ts';

export function RestoreFinderButton() {
  const [isOpen, setOpen] = useState(false);
  if (!may('restoreBackup')) return null;
  return (
    <>
      <Button icon="restore" onClick={() => setOpen(true)}>
        {t('restore.find')}
      </Button>
      {isOpen && <RestoreFinder onClose={() => setOpen(false)} />}
    </>
  );
}

/** Restores the backup of the plan, even if a newer one is made meanwhile. */
function RestoreFinder({ onClose }: { readonly onClose: () => void }) {
  const [plan, setPlan] = useState<RestorePlan | undefined>(undefined);
  return (
    <Drawer title={t('restore.findTitle')} onClose={onClose}>
      {plan === undefined ? (
        <RestoreForm onPlan={setPlan} />
      ) : (
        <RestoreFlow
          key={plan.filename}
          subject={{ filename: plan.filename, database: plan.database, createdAt: plan.created_at }}
          plan={plan}
          onLeave={() => setPlan(undefined)}
        />
      )}
    </Drawer>
  );
}

const NOT_FOUND = 'BACKUP_NOT_FOUND';

function RestoreForm({ onPlan }: { readonly onPlan: (plan: RestorePlan) => void }) {
  const reading = useResource(databases);
  const { value } = reading;
  if (value === undefined) return <LoadState reading={reading} title={t('restore.planFailed')} lines={4} />;
  const names = namesIn(value.databases);
  const [first] = names;
  return first === undefined ? (
    <p class="quiet">{t('restore.nothingToRestore')}</p>
  ) : (
    <Form names={names} first={first} onPlan={onPlan} />
  );
}

interface FormProps {
  readonly names: readonly string[];
  readonly first: string;
  readonly onPlan: (plan: RestorePlan) => void;
}

function Form({ names, first, onPlan }: FormProps) {
  const [database, setDatabase] = useState(first);
  const [before, setBefore] = useState<string | undefined>(undefined);
  const [isIncomplete, setIncomplete] = useState(false);
  const planning = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    const request = restoreRequest(database, before);
    setIncomplete(request === undefined);
    if (request === undefined) return;
    planning.run(async () => onPlan(await api.planRestore(request)));
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p class="quiet">{t('restore.findText')}</p>
      <SelectField
        label={t('common.database')}
        options={optionsOf(names)}
        value={database}
        onChoose={setDatabase}
      />
      <DateChoice before={before} isIncomplete={isIncomplete} onBefore={setBefore} />
      <ProblemNote
        problem={planning.problem}
        title={t(planning.problem?.code === NOT_FOUND ? 'restore.findFailed' : 'restore.planFailed')}
      />
      <div>
        <Button kind="primary" icon="restore" type="submit" isBusy={planning.isBusy}>
          {t('restore.showPlan')}
        </Button>
      </div>
    </form>
  );
}

interface DateChoiceProps {
  /** A `datetime-local` value; `undefined` for the newest. */
  readonly before: string | undefined;
  readonly isIncomplete: boolean;
  readonly onBefore: (before: string | undefined) => void;
}

function DateChoice({ before, isIncomplete, onBefore }: DateChoiceProps) {
  const name = useId();
  return (
    <fieldset class="levels">
      <legend>{t('restore.state')}</legend>
      <Radio name={name} isChosen={before === undefined} onChoose={() => onBefore(undefined)}>
        {t('restore.latest')}
      </Radio>
      <Radio name={name} isChosen={before !== undefined} onChoose={() => onBefore('')}>
        {t('restore.before')}
      </Radio>
      {before !== undefined && <DateField value={before} isIncomplete={isIncomplete} onValue={onBefore} />}
    </fieldset>
  );
}

interface DateFieldProps {
  readonly value: string;
  readonly isIncomplete: boolean;
  readonly onValue: (value: string) => void;
}

function DateField({ value, isIncomplete, onValue }: DateFieldProps) {
  const id = useId();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div class="field date-field">
      <label for={id}>{t('restore.date')}</label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        aria-invalid={isIncomplete || undefined}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class={isIncomplete ? 'field-problem' : 'quiet small'}>
        {isIncomplete ? t('restore.dateMissing') : t('restore.dateHint', { zone })}
      </p>
    </div>
  );
}
