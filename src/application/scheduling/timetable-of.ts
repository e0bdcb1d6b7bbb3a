import type { CronSchedule } from '../../domain/schedule/cron-schedule.ts';
import type { Timetable } from '../../domain/schedule/timetable.ts';
import type { Calendar } from '../ports/calendar.ts';

export function timetableOf(calendar: Calendar, schedule: CronSchedule): Timetable {
  return {
    nextAfter: (time) => calendar.nextAfter(schedule, time),
    latestUpTo: (time) => calendar.latestUpTo(schedule, time),
  };
}
