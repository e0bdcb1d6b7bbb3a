import type { LogLine } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';
import type { Tone } from '../../components/status-badge.tsx';
import { formatExact } from '../../i18n/format.ts';
import { momentFormat } from '../../i18n/formatters.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';

const LEVEL_TONES = {
  debug: 'unknown',
  info: 'running',
  warn: 'attention',
  error: 'critical',
} as const satisfies Record<LogLine['level'], Tone>;

export function RunLog({ lines }: { readonly lines: readonly LogLine[] }) {
  return (
    <ol class="run-log" tabIndex={0} aria-label={t('history.logLabel')} lang="en">
      {lines.map((line, index) => (
        <li key={index} class={`tone-${LEVEL_TONES[line.level]}`}>
          <time dateTime={line.at} title={formatExact(new Date(line.at))}>
            {clockOf(line.at)}
          </time>
          <span class="log-level">{line.level}</span>
          <span class="log-text">
            <Name>{line.message}</Name>
            <Fields fields={line.fields} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Fields({ fields }: Pick<LogLine, 'fields'>) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <span key={name} class="log-field">
          {' '}
          <Name>{`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`}</Name>
        </span>
      ))}
    </>
  );
}

function clockOf(at: string): string {
  return momentFormat(language.value, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(new Date(at));
}
