import { CronerCalendar } from '../../adapters/outbound/calendar/croner-calendar.ts';
import type { StrictFormat } from './strict-format.ts';

const calendar = new CronerCalendar();

/** A cron expression of five fields. */
export function cronExpression(): StrictFormat {
  return {
    problem: (value) =>
      typeof value === 'string'
        ? calendar.problemOf(value)
        : 'must be a cron expression such as "30 2 * * *"',
    fromText: (text) => text,
  };
}
