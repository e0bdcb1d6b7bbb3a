import { formatBytes, formatDuration, formatPercent, formatRate } from '../i18n/format.ts';
import { isKey, t } from '../i18n/t.ts';
import type { ProgressReading } from '../state/progress-meter.ts';

interface ProgressProps {
  readonly label: string;
  readonly reading: ProgressReading | undefined;
}

export function Progress({ label, reading }: ProgressProps) {
  const facts = reading === undefined ? [] : factsOf(reading);
  return (
    <div class="progress">
      <progress
        class="bar"
        aria-label={label}
        {...(reading?.fraction !== undefined && { value: reading.fraction, max: 1 })}
      >
        {reading?.fraction === undefined ? '' : formatPercent(reading.fraction)}
      </progress>
      <p class="progress-facts">{facts.join(' · ')}</p>
    </div>
  );
}

function factsOf({
  phase,
  fraction,
  doneBytes,
  totalBytes,
  bytesPerSecond,
  remainingMs,
}: ProgressReading): readonly string[] {
  const key = `common.${phase}`;
  const facts = [isKey(key) ? t(key as 'common.capturing') : phase];
  if (fraction !== undefined) {
    facts.push(formatPercent(fraction));
    facts.push(t('common.progressOf', { done: formatBytes(doneBytes), total: formatBytes(totalBytes) }));
  } else if (doneBytes > 0) facts.push(formatBytes(doneBytes));
  if (bytesPerSecond !== undefined) facts.push(formatRate(bytesPerSecond));
  if (remainingMs !== undefined)
    facts.push(t('common.timeLeft', { time: formatDuration(Math.max(1000, remainingMs)) }));
  return facts;
}
