import type { ComponentChildren } from 'preact';
import type { Backup, CheckResult, Proof } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Time } from '../../components/time.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { checkNames } from './check-text.ts';
import { RESULT_LOOKS } from './proof-look.ts';

/** What was found out about it, and when. */
export function ProofList({
  backup: { proof, drill, source_check: sourceCheck },
}: {
  readonly backup: Backup;
}) {
  const isChecked = sourceCheck !== null && sourceCheck.level !== 'none';
  return (
    <dl class="facts">
      <dt>{t('backups.lastCheck')}</dt>
      <dd>{proof === null ? <Missing>{t('backups.neverChecked')}</Missing> : <Found proof={proof} />}</dd>
      <dt>{t('backups.lastDrill')}</dt>
      <dd>
        {drill === null ? (
          <Missing>{t('backups.neverDrilled')}</Missing>
        ) : (
          <Found proof={drill} isToldAbove={drill.at === proof?.at} />
        )}
      </dd>
      <dt>{t('backups.atCapture')}</dt>
      <dd>
        {isChecked ? (
          <Result result={sourceCheck.result} detail={sourceCheck.detail}>
            {t(`backups.sourceLevel_${sourceCheck.level}`)}
          </Result>
        ) : (
          <Missing>{t('backups.sourceLevel_none')}</Missing>
        )}
      </dd>
    </dl>
  );
}

function Missing({ children }: { readonly children: string }) {
  return <span class="quiet">{children}</span>;
}

interface FoundProps {
  readonly proof: Proof;
  /** It is the same one as before: what it found need not be said twice. */
  readonly isToldAbove?: boolean;
}

function Found({ proof, isToldAbove = false }: FoundProps) {
  const { at, level, result, detail, restore_ms: restoreMs } = proof;
  return (
    <Result result={result} detail={isToldAbove ? '' : detail}>
      {t(`backups.level_${level}`)}
      {' · '}
      <Time at={at} />
      {restoreMs !== null && ` · ${t('backups.restoredIn', { time: formatDuration(restoreMs) })}`}
    </Result>
  );
}

interface ResultProps {
  readonly result: CheckResult;
  /** In the service's words. */
  readonly detail: string;
  readonly children: ComponentChildren;
}

function Result({ result, detail, children }: ResultProps) {
  const { tone, icon } = RESULT_LOOKS[result];
  return (
    <div>
      <p class="proof-line">
        <StatusBadge tone={tone} icon={icon} kind="quiet">
          {t(`backups.result_${result}`)}
        </StatusBadge>
        <span>{children}</span>
      </p>
      {detail !== '' && <Detail detail={detail} />}
    </div>
  );
}

function Detail({ detail }: { readonly detail: string }) {
  const known = checkNames(detail);
  if (known === undefined) {
    return (
      <p class="quiet small">
        <Name lang="en">{detail}</Name>
      </p>
    );
  }
  return (
    <>
      <p class="quiet small">{known.names}</p>
      {known.notes !== '' && (
        <p class="quiet small">
          {t('backups.checkNotes')}: <Name lang="en">{known.notes}</Name>
        </p>
      )}
    </>
  );
}
