import { isDatabaseName } from '../../domain/backup/database-name.ts';
import { nearestName } from './nearest-name.ts';
import { RETENTION_FORMATS, RETENTION_KEYS, type RetentionValues } from './retention-formats.ts';
import { cronExpression } from './schedule-formats.ts';
import { path, type StrictFormat } from './strict-format.ts';

/** An element of `databases` as it is written. */
export interface DatabaseEntry extends Partial<RetentionValues> {
  readonly path: string;
  readonly name?: string;
  /** When it is backed up, in place of `schedule` for all. */
  readonly schedule?: string;
}

const FIELDS: readonly string[] = ['name', 'path', 'schedule', ...RETENTION_KEYS];

/** The list of databases; as text it is JSON. */
export function databaseEntries(): StrictFormat {
  return {
    problem: (value) => {
      if (!Array.isArray(value)) return 'must be a list of {"name": …, "path": …}';
      for (const [index, entry] of value.entries()) {
        const problem = entryProblem(entry);
        if (problem !== undefined) return `entry ${String(index + 1)} ${problem}`;
      }
      return undefined;
    },
    fromText: (text) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return text;
      }
    },
  };
}

function entryProblem(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return 'must be {"name": …, "path": …}';
  const fields = new Map<string, unknown>(Object.entries(entry));
  const unknown = [...fields.keys()].find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, FIELDS);
    return `has the unknown field "${unknown}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  }
  const pathProblem = path().problem(fields.get('path'));
  if (pathProblem !== undefined) return `has a wrong "path": it ${pathProblem}`;
  const name = fields.get('name');
  if (name !== undefined && !(typeof name === 'string' && isDatabaseName(name)))
    return 'has a wrong "name": it must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit';
  const schedule = fields.has('schedule') ? cronExpression().problem(fields.get('schedule')) : undefined;
  if (schedule !== undefined) return `has a wrong "schedule": it ${schedule}`;
  return retentionProblem(fields);
}

function retentionProblem(fields: ReadonlyMap<string, unknown>): string | undefined {
  for (const key of RETENTION_KEYS) {
    const problem = fields.has(key) ? RETENTION_FORMATS[key].problem(fields.get(key)) : undefined;
    if (problem !== undefined) return `has a wrong "${key}": it ${problem}`;
  }
  return undefined;
}
