interface ChoiceProps {
  readonly label: string;
  /** The option for no choice. */
  readonly all: string;
  readonly chosen: string | undefined;
  readonly options: readonly ChoiceOption[];
  readonly onChoose: (value: string | undefined) => void;
}

export interface ChoiceOption {
  readonly value: string;
  readonly text: string;
}

export function Choice({ label, all, chosen, options, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={chosen ?? ''}
      onChange={({ currentTarget: { value } }) => {
        onChoose(value === '' ? undefined : value);
      }}
    >
      <option value="">{all}</option>
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
