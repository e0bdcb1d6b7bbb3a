import { isDatabaseName } from '../../domain/backup/database-name.ts';
import { parseSelection } from '../../domain/verification/select-for-verification.ts';
import { VERIFICATION_LEVELS, type VerificationLevel } from '../../domain/verification/verification.ts';
import { nearestName } from './nearest-name.ts';
import { cronExpression } from './schedule-formats.ts';
import type { StrictFormat } from './strict-format.ts';

/** An element of `drill_assertions` as it is written. */
export interface DrillAssertionEntry {
  readonly name: string;
  readonly sql: string;
  readonly equals?: number | string;
  readonly at_least?: number;
  readonly database?: string;
}

/** `verify_schedule` as it is written. */
export interface VerifyScheduleEntry {
  readonly level: VerificationLevel;
  /** `newest`, `oldest-unproved` or `sample:N`. */
  readonly select: string;
  /** When the service verifies; left out: never. */
  readonly cron?: string;
}

type Fields = ReadonlyMap<string, unknown>;
type FieldProblem = (fields: Fields) => string | undefined;

const ASSERTION_FIELDS = ['name', 'sql', 'equals', 'at_least', 'database'];
const SCHEDULE_FIELDS = ['level', 'select', 'cron'];

/** The list of assertions; as text it is JSON. */
export function drillAssertions(): StrictFormat {
  return {
    problem: (value) => {
      if (!Array.isArray(value)) return 'must be a list of {"name": …, "sql": …, "equals": …}';
      const names = new Set<unknown>();
      for (const [index, entry] of value.entries()) {
        const problem = objectProblem(entry, ASSERTION_FIELDS, assertionProblem);
        if (problem !== undefined) return `entry ${String(index + 1)} ${problem}`;
        const { name } = entry as DrillAssertionEntry;
        if (names.has(name)) return `entry ${String(index + 1)} has the "name" of another one`;
        names.add(name);
      }
      return undefined;
    },
    fromText: fromJson,
  };
}

/** The level and selection of scheduled verification; as text it is JSON. */
export function verifySchedule(): StrictFormat {
  return {
    problem: (value) => objectProblem(value, SCHEDULE_FIELDS, scheduleProblem),
    fromText: fromJson,
  };
}

const assertionProblem: FieldProblem = (fields) => {
  const text = ['name', 'sql'].find((field) => !isFilledText(fields.get(field)));
  if (text !== undefined) return `has a wrong "${text}": it must be a text that is not empty`;
  if (fields.has('equals') === fields.has('at_least')) {
    return 'must have exactly one of "equals" and "at_least"';
  }
  if (fields.has('at_least') && !Number.isFinite(fields.get('at_least'))) {
    return 'has a wrong "at_least": it must be a number';
  }
  if (fields.has('equals') && !isComparable(fields.get('equals'))) {
    return 'has a wrong "equals": it must be a text or a number of at most 15 digits';
  }
  const database = fields.get('database');
  return database === undefined || (typeof database === 'string' && isDatabaseName(database))
    ? undefined
    : 'has a wrong "database": it must be the name of a database';
};

const scheduleProblem: FieldProblem = (fields) => {
  const levels: readonly unknown[] = VERIFICATION_LEVELS;
  if (!levels.includes(fields.get('level'))) {
    return `has a wrong "level": it must be one of ${VERIFICATION_LEVELS.join(', ')}`;
  }
  const select = fields.get('select');
  if (typeof select !== 'string' || parseSelection(select) === undefined) {
    return 'has a wrong "select": it must be newest, oldest-unproved or sample:N with N from 1 to 100';
  }
  const problem = fields.has('cron') ? cronExpression().problem(fields.get('cron')) : undefined;
  return problem && `has a wrong "cron": it ${problem}`;
};

function objectProblem(
  value: unknown,
  known: readonly string[],
  problemOf: FieldProblem,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `must be an object with ${known.map((field) => `"${field}"`).join(', ')}`;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const unknown = [...fields.keys()].find((field) => !known.includes(field));
  if (unknown === undefined) return problemOf(fields);
  const meant = nearestName(unknown, known);
  return `has the unknown field "${unknown}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** A larger integer is rounded by JSON itself: it would be compared with another number than was written. */
function isComparable(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
