import { HISTORY_OUTCOMES } from '../../../../../domain/history/history-entry.ts';
import type { HistoryRun } from '../../api/types.ts';
import { Choice, type ChoiceOption } from '../../components/choice.tsx';
import { t } from '../../i18n/t.ts';
import { OPERATIONS, type RunFilter } from './run-list.ts';
import { RUN_STYLES } from './run-summary.ts';

interface RunFilterBarProps {
  readonly filter: RunFilter;
  readonly databases: readonly string[];
  readonly onChange: (changes: Partial<RunFilter>) => void;
}

export function RunFilterBar({ filter, databases, onChange }: RunFilterBarProps) {
  return (
    <form
      class="run-filter"
      role="search"
      aria-label={t('common.filter')}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Choice
        label={t('history.outcome')}
        all={t('history.allOutcomes')}
        chosen={filter.outcome}
        options={HISTORY_OUTCOMES.map((value) => ({ value, text: t(RUN_STYLES[value].word) }))}
        onChoose={(outcome) => {
          onChange({ outcome: outcome as HistoryRun['outcome'] | undefined });
        }}
      />
      <Choice
        label={t('history.operation')}
        all={t('history.allOperations')}
        chosen={filter.operation}
        options={operationsWith(filter.operation)}
        onChoose={(operation) => {
          onChange({ operation });
        }}
      />
      {(databases.length > 1 || filter.database !== undefined) && (
        <Choice
          label={t('common.database')}
          all={t('common.allDatabases')}
          chosen={filter.database}
          options={databases.map((name) => ({ value: name, text: name }))}
          onChoose={(database) => {
            onChange({ database });
          }}
        />
      )}
    </form>
  );
}

/** @param chosen may be an operation of another version */
function operationsWith(chosen: string | undefined): readonly ChoiceOption[] {
  const options: readonly ChoiceOption[] = OPERATIONS.map((value) => ({
    value,
    text: value === 'verify' ? t('history.op_verifyAll') : t(`history.op_${value}`),
  }));
  const isKnown = chosen === undefined || options.some(({ value }) => value === chosen);
  return isKnown ? options : [...options, { value: chosen, text: chosen }];
}
