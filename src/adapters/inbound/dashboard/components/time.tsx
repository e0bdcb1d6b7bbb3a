import { formatAbsolute, formatExact, formatRelative } from '../i18n/format.ts';
import { now } from '../state/clock-tick.ts';

interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
  /** The tooltip shows seconds and zone. */
  readonly form?: 'relative' | 'absolute';
  readonly timeZone?: string;
}

export function Time({ at, form = 'relative', timeZone }: TimeProps) {
  const moment = new Date(at);
  const text = form === 'relative' ? formatRelative(moment, now.value) : formatAbsolute(moment, timeZone);
  return (
    <time dateTime={at} title={formatExact(moment, timeZone)}>
      {text}
    </time>
  );
}
