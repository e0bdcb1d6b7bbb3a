/** What a day was for the backups of a database, the best first: one good backup makes a good day. */
export const DAY_OUTCOMES = ['verified', 'made', 'failed', 'missed', 'none'] as const;
export type DayOutcome = (typeof DAY_OUTCOMES)[number];
