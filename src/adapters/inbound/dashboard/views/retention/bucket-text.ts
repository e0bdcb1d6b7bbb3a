import type { BucketKind } from '../../../../../domain/retention/calendar-bucket.ts';
import { formatDay } from '../../i18n/format.ts';
import { momentFormat } from '../../i18n/formatters.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';

/** `Fri, 20 Nov 2026`, `week 47 of 2026` @param name as the service names it */
export function bucketText(kind: BucketKind, name: string): string {
  switch (kind) {
    case 'hourly':
      return `${formatDay(name.slice(0, 10))}, ${name.slice(11, 16)}`;
    case 'daily':
      return formatDay(name);
    case 'weekly':
      return t('retention.week', weekOf(name));
    case 'monthly':
      return inUtc(`${name}-15`, { year: 'numeric', month: 'long' });
    case 'yearly':
      return inUtc(`${name}-06-15`, { year: 'numeric' });
  }
}

export function bucketShort(kind: BucketKind, name: string): string {
  switch (kind) {
    case 'hourly':
      return name.slice(11, 16);
    case 'daily':
      return inUtc(name, { month: 'short', day: 'numeric' });
    case 'weekly':
      return t('retention.weekShort', { week: weekOf(name).week });
    case 'monthly':
      return inUtc(`${name}-15`, { year: 'numeric', month: 'short' });
    case 'yearly':
      return name;
  }
}

/** @param name such as `2026-W07` */
function weekOf(name: string): { readonly week: string; readonly year: string } {
  const [year = '', week = ''] = name.split('-W', 2);
  return { year, week: week.replace(/^0/, '') };
}

function inUtc(date: string, options: Intl.DateTimeFormatOptions): string {
  return momentFormat(language.value, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
