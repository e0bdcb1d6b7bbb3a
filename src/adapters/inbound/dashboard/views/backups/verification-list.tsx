import type { ComponentChildren } from 'preact';
import type { Backup, CheckResult, VerificationRecord } from '../../api/types.ts';
import { Fact } from '../../components/fact.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, ServiceNote, Time } from '../../components/text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { RESULT_STYLES } from './verification-state.ts';
import { checkNames, failureText } from './verification-text.ts';

export function VerificationList({ backup }: { readonly backup: Backup }) {
  const { proof, drill, source_check: sourceCheck, damage_kind: damageKind } = backup;
  const isMissing = damageKind === 'data_missing';
  const isChecked = sourceCheck !== null && sourceCheck.level !== 'none';
  return (
    <dl class="facts">
      <Fact name={t('backups.lastVerification')}>
        {proof === null ? (
          <Missing>{t('backups.neverVerified')}</Missing>
        ) : (
          <VerificationFact backup={backup} proof={proof} isShownAbove={isMissing} />
        )}
      </Fact>
      <Fact name={t('backups.lastDrill')}>
        {drill === null ? (
          <Missing>{t('backups.neverDrilled')}</Missing>
        ) : (
          <VerificationFact
            backup={backup}
            proof={drill}
            isShownAbove={isMissing || drill.at === proof?.at}
          />
        )}
      </Fact>
      <Fact name={t('backups.atCapture')}>
        {isChecked ? (
          <Result backup={backup} result={sourceCheck.result} detail={sourceCheck.detail}>
            {t(`backups.level_${sourceCheck.level === 'full' ? 'full' : 'quick'}`)}
          </Result>
        ) : (
          <Missing>{t('backups.sourceUnchecked')}</Missing>
        )}
      </Fact>
    </dl>
  );
}

function Missing({ children }: { readonly children: string }) {
  return <span class="quiet">{children}</span>;
}

interface VerificationFactProps {
  readonly backup: Backup;
  readonly proof: VerificationRecord;
  readonly isShownAbove?: boolean;
}

function VerificationFact({ backup, proof, isShownAbove = false }: VerificationFactProps) {
  const { at, level, result, detail, restore_ms: restoreMs } = proof;
  return (
    <Result backup={backup} result={result} detail={isShownAbove ? '' : detail}>
      {t(`backups.level_${level}`)}
      {' · '}
      <Time at={at} />
      {restoreMs !== null && ` · ${t('backups.restoredIn', { time: formatDuration(restoreMs) })}`}
    </Result>
  );
}

interface ResultProps {
  readonly backup: Backup;
  readonly result: CheckResult;
  readonly detail: string;
  readonly children: ComponentChildren;
}

function Result({ backup, result, detail, children }: ResultProps) {
  return (
    <div>
      <p class="verification-line">
        <StatusBadge style={RESULT_STYLES[result]} kind="quiet">
          {t(`common.${result}`)}
        </StatusBadge>
        <span>{children}</span>
      </p>
      {detail !== '' && <Detail backup={backup} detail={detail} />}
    </div>
  );
}

function Detail({ backup, detail }: Pick<ResultProps, 'backup' | 'detail'>) {
  const known = checkNames(detail);
  if (known === undefined) {
    return <ServiceNote>{failureText(detail, backup)}</ServiceNote>;
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
