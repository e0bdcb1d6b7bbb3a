import { z } from 'zod';
import { parseSelection } from '../domain/verification/select-for-verification.ts';
import { VERIFICATION_LEVELS } from '../domain/verification/verification.ts';
import { cronExpression, databaseName, entry, filledText, oneOf, text, unique } from './value-schemas.ts';

const NUMBER_RULE = 'must be a text or a number of at most 15 digits';

const drillAssertion = entry(
  {
    name: filledText,
    sql: filledText,
    // JSON rounds a larger integer: the drill would compare with another number.
    equals: z
      .union([z.string(), z.number()], NUMBER_RULE)
      .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), NUMBER_RULE)
      .optional(),
    at_least: z.number('must be a number').optional(),
    database: databaseName.optional(),
  },
  'must be an object with "name", "sql", and "equals" or "at_least"',
).refine(
  ({ equals, at_least: atLeast }) => (equals === undefined) !== (atLeast === undefined),
  'must have exactly one of "equals" and "at_least"',
);

export type DrillAssertionEntry = z.output<typeof drillAssertion>;

export const drillAssertions = z
  .array(drillAssertion, 'must be a list of {"name": …, "sql": …, "equals": …}')
  .superRefine(unique(({ name }) => name, 'has the "name" of another one'));

export const verifySchedule = entry(
  {
    level: oneOf(VERIFICATION_LEVELS),
    select: text(
      'must be newest, oldest-unproved or sample:N with N from 1 to 100',
      (value) => parseSelection(value) !== undefined,
    ),
    /** When the service verifies; default: never. */
    cron: cronExpression.optional(),
  },
  'must be an object with "level", "select", "cron"',
);
