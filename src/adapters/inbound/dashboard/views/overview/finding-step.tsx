import type { DatabaseState, Finding } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { AcknowledgeStep, UndoStep } from './confirmed-steps.tsx';
import { findingKindProperties } from './finding-kinds.ts';
import { BackUpStep, OpenRunStep, VerificationStep } from './job-steps.tsx';
import { StepLink } from './step-button.tsx';

interface FindingStepProps {
  readonly finding: Finding;
  readonly state: DatabaseState | undefined;
}

export function FindingStep({ finding: { kind, database }, state }: FindingStepProps) {
  const { step } = findingKindProperties(kind);
  const name = database ?? undefined;
  switch (step) {
    case 'backUp':
      return may('createBackup') ? <BackUpStep database={name} /> : null;
    case 'verify':
    case 'drill':
      return name !== undefined && may('verifyBackup') ? (
        <VerificationStep step={step} database={name} state={state} />
      ) : null;
    case 'acknowledge':
      return name !== undefined && may('acknowledge') ? <AcknowledgeStep database={name} /> : null;
    case 'undo':
      return name !== undefined && may('undoRestore') ? <UndoStep database={name} /> : null;
    case 'openRun':
      return <OpenRunStep database={name} />;
    case 'cleanup':
      return <StepLink href={hashOf('retention')}>{t('findings.stepCleanup')}</StepLink>;
    case 'openBackups':
      return (
        <StepLink href={hashOf('backups', undefined, name === undefined ? {} : { database: name })}>
          {t('findings.stepBackups')}
        </StepLink>
      );
    case 'none':
      return null;
  }
}
