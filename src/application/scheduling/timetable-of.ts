import type { CronSchedule } from '../../domain/schedule/cron-schedule.ts';
import type { Timetable } from '../../domain/schedule/timetable.ts';
import type { Calendar } from '../ports/calendar.ts';

/** The moments of one schedule. */
export function timetableOf(calendar: Calendar, schedule: CronSchedule): Timetable {
  return {
    nextAfter: (moment) => calendar.nextAfter(schedule, moment),
    latestUpTo: (moment) => calendar.latestUpTo(schedule, moment),
  };
}
