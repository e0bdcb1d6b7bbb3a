import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../i18n/t.ts';

/** Filters on every change, so it is never submitted. */
export function FilterForm({ children }: { readonly children: ComponentChildren }) {
  return (
    <form
      class="filter-bar row"
      role="search"
      aria-label={t('common.filter')}
      onSubmit={(event) => event.preventDefault()}
    >
      {children}
    </form>
  );
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

interface SelectProps {
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly id?: string | undefined;
  readonly label?: string;
}

export function Select({ options, value: chosen, onChoose, id, label }: SelectProps) {
  return (
    <select
      id={id}
      aria-label={label}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface FieldProps extends Omit<SelectProps, 'id'> {
  readonly label: string;
  readonly class?: string;
}

/** With a visible label. */
export function SelectField({ label, class: className = 'field', ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class={className}>
      <label for={id}>{label}</label>
      <Select id={id} {...rest} />
    </div>
  );
}

export function optionsOf(names: Iterable<string>): readonly Option[] {
  return [...names].map((name) => ({ value: name, text: name }));
}

interface ChoiceProps {
  readonly label: string;
  /** The option for no choice. */
  readonly all: string;
  readonly chosen: string | undefined;
  readonly options: readonly Option[];
  readonly onChoose: (value: string | undefined) => void;
}

export function Choice({ label, all, chosen, options, onChoose }: ChoiceProps) {
  return (
    <Select
      label={label}
      options={[{ value: '', text: all }, ...options]}
      value={chosen ?? ''}
      onChoose={(value) => onChoose(value === '' ? undefined : value)}
    />
  );
}

interface DatabaseChoiceProps extends Pick<ChoiceProps, 'chosen' | 'onChoose'> {
  readonly databases: readonly string[];
}

/** Hidden for a single database. */
export function DatabaseChoice({ databases, chosen, onChoose }: DatabaseChoiceProps) {
  if (databases.length < 2 && chosen === undefined) return null;
  return (
    <Choice
      label={t('common.database')}
      all={t('common.allDatabases')}
      chosen={chosen}
      options={optionsOf(databases)}
      onChoose={onChoose}
    />
  );
}

interface SearchInputProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function SearchInput({ label, text, onText }: SearchInputProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}

interface CheckboxProps {
  readonly isChecked: boolean;
  readonly onCheck: (isChecked: boolean) => void;
  readonly children: ComponentChildren;
}

export function Checkbox({ isChecked, onCheck, children }: CheckboxProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={isChecked} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

interface RadioProps {
  readonly name: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: ComponentChildren;
}

export function Radio({ name, isChosen, onChoose, children }: RadioProps) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
