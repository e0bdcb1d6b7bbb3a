export interface CronFields {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly dayOfMonth: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  /** Sunday is 0. */
  readonly dayOfWeek: ReadonlySet<number>;
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
}

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const PART = /^(?:\*|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/;

/** Parses five numeric fields; `undefined` when the expression is invalid. */
export function parseCron(expression: string): CronFields | undefined {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== RANGES.length) return undefined;
  const [minute, hour, dayOfMonth, month, dayOfWeek] = RANGES.map(([min, max], index) =>
    parseField(texts[index] ?? '', min, max),
  );
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek) return undefined;
  return {
    minute,
    hour,
    dayOfMonth,
    month,
    dayOfWeek: new Set([...dayOfWeek].map((day) => day % 7)),
    anyDayOfMonth: texts[2] === '*',
    anyDayOfWeek: texts[4] === '*',
  };
}

function parseField(text: string, min: number, max: number): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const groups = PART.exec(part)?.groups;
    if (groups === undefined) return undefined;
    const from = Number(groups['from'] ?? min);
    const to = Number(groups['to'] ?? groups['from'] ?? max);
    const step = Number(groups['step'] ?? 1);
    // A step needs a range: crons disagree about `5/5`.
    const isPlain = groups['from'] !== undefined && groups['to'] === undefined;
    if (from < min || to > max || from > to || step < 1 || (isPlain && groups['step'] !== undefined))
      return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}
