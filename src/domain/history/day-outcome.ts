/** The outcome of a day for the backups of a database, best first. */
export const DAY_OUTCOMES = ['verified', 'made', 'unchanged', 'failed', 'missed', 'none'] as const;
export type DayOutcome = (typeof DAY_OUTCOMES)[number];
