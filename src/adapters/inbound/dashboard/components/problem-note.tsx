import type { ComponentChildren } from 'preact';
import { UNREACHABLE, type ApiProblem } from '../api/api-problem.ts';
import { t } from '../i18n/t.ts';
import { Icon } from './icon.tsx';
import { Name } from './name.tsx';

interface ProblemNoteProps {
  readonly problem: Pick<ApiProblem, 'code' | 'message' | 'hint'> & {
    readonly requestId?: string | undefined;
  };
  /** The object of the failed action. */
  readonly title?: string;
  readonly action?: ComponentChildren;
}

export function ProblemNote({ problem, title, action }: ProblemNoteProps) {
  const { code, message, hint, requestId } = problem;
  return (
    <div class="note tone-critical" role="alert">
      <Icon name="critical" />
      <div class="stack-tight">
        {title !== undefined && <p class="problem-title">{title}</p>}
        <p>{code === UNREACHABLE ? t('shell.lostTitle') : <Name lang="en">{message}</Name>}</p>
        {hint !== '' && (
          <p class="quiet">
            <Name lang="en">{hint}</Name>
          </p>
        )}
        <p class="problem-code">
          {t('common.code')} <code>{code}</code>
          {requestId !== undefined && (
            <>
              {' · '}
              {t('common.requestId')} <code>{requestId}</code>
            </>
          )}
        </p>
        {action}
      </div>
    </div>
  );
}
