import type { TestedStore } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';

const STYLES = {
  ok: { tone: 'safe', icon: 'safe' },
  warning: { tone: 'attention', icon: 'attention' },
  failed: { tone: 'critical', icon: 'critical' },
} as const satisfies Record<TestedStore['result'], { tone: string; icon: string }>;

export function StoreTestOutcome({ tested }: { readonly tested: TestedStore }) {
  const { result, checks } = tested;
  return (
    <Outcome style={STYLES[result]} title={t(`stores.tested_${result}`)} role="status">
      <ul class="check-list">
        {checks.map((check) => (
          <li key={check.name} class={`tone-${STYLES[check.result].tone}`}>
            <Icon name={STYLES[check.result].icon} />
            <span>
              {t(`stores.check_${check.name}`)}
              {check.result !== 'ok' && (
                <span class="detail">
                  <Name lang="en">{check.detail}</Name>
                </span>
              )}
              {check.hint !== '' && (
                <span class="detail">
                  <Name lang="en">{check.hint}</Name>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Outcome>
  );
}
