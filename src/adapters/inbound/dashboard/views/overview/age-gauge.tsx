import type { DatabaseState } from '../../api/types.ts';
import { formatExact } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { spanText } from './span-text.ts';
import { ageHoursAt, ageShare } from './verdict.ts';

const HOUR_MS = 3_600_000;

export function AgeGauge({ state }: { readonly state: DatabaseState }) {
  const { database, newest_verified_at: at, max_age_hours } = state;
  const age_hours = ageHoursAt(at, now.value);
  const share = ageShare({ age_hours, max_age_hours });
  const limit = spanText(max_age_hours * HOUR_MS, language.value);
  const age =
    age_hours === null
      ? t('overview.ageNone')
      : t('overview.ageOld', { age: spanText(age_hours * HOUR_MS, language.value) });
  return (
    <div class={`age ${toneOf(share)}`}>
      <p class="age-title">{t('overview.age')}</p>
      <p class="age-value" title={at === null ? undefined : formatExact(new Date(at))}>
        {age}
      </p>
      <div
        class="age-track"
        role="meter"
        aria-label={t('overview.ageLabel', { name: database, age, limit })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(Math.min(1, share ?? 1) * 100)}
        aria-valuetext={age}
      >
        <div class="age-fill" style={{ width: `${String(Math.min(1, share ?? 0) * 100)}%` }} />
      </div>
      <p class="age-limit">{t('overview.ageOf', { limit })}</p>
    </div>
  );
}

function toneOf(share: number | undefined): string {
  if (share === undefined || share > 2) return 'tone-critical';
  return share > 1 ? 'tone-attention' : 'tone-safe';
}
