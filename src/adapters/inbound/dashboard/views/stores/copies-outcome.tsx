import type { Copies } from '../../api/types.ts';
import { Outcome } from '../../components/outcome.tsx';
import type { BadgeStyle } from '../../components/status-badge.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const DONE: BadgeStyle = { tone: 'safe', icon: 'safe' };
const PARTLY: BadgeStyle = { tone: 'attention', icon: 'attention' };

/** The end of a sync: what was copied, and each failure with its next step. */
export function CopiesOutcome({ report }: { readonly report: Copies }) {
  const { copied } = report;
  const failures = [...report.failed, ...report.source_failures];
  const size = formatBytes(copied.reduce((sum, one) => sum + one.size, 0));
  const made = copied.length === 0 ? undefined : t('stores.synced', { count: copied.length, size });
  if (failures.length === 0) return <Outcome style={DONE} title={made ?? t('stores.syncedNone')} />;
  return (
    <Outcome style={PARTLY} title={t('stores.someFailed')}>
      {made !== undefined && <p>{made}</p>}
      <ul class="copy-failures list">
        {failures.map(({ filename, store, error }, index) => (
          <li key={index} class="stack-tight">
            <p>
              <strong>
                {filename === null ? (
                  <RichText text="stores.failedStore" values={{ store: <Name>{store}</Name> }} />
                ) : (
                  <RichText
                    text="stores.failedIn"
                    values={{ name: <Name>{filename}</Name>, store: <Name>{store}</Name> }}
                  />
                )}
              </strong>
            </p>
            <p>
              <Name lang="en">{error.message}</Name>
            </p>
            {error.hint !== '' && (
              <p class="quiet small">
                <Name lang="en">{error.hint}</Name>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Outcome>
  );
}
