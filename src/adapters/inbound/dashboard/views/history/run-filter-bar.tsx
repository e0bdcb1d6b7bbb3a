import { HISTORY_OUTCOMES } from '../../../../../domain/history/history-entry.ts';
import type { HistoryRun } from '../../api/types.ts';
import { Choice, DatabaseChoice, FilterForm, type Option } from '../../components/filter-form.tsx';
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
    <FilterForm>
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
      <DatabaseChoice
        databases={databases}
        chosen={filter.database}
        onChoose={(database) => {
          onChange({ database });
        }}
      />
    </FilterForm>
  );
}

/** @param chosen may be an operation of another version */
function operationsWith(chosen: string | undefined): readonly Option[] {
  const options: readonly Option[] = OPERATIONS.map((value) => ({
    value,
    text: value === 'verify' ? t('history.op_verifyAll') : t(`history.op_${value}`),
  }));
  const isKnown = chosen === undefined || options.some(({ value }) => value === chosen);
  return isKnown ? options : [...options, { value: chosen, text: chosen }];
}
