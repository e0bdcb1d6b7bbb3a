import type { ComponentChildren } from 'preact';
import { UNREACHABLE, type ApiProblem } from '../api/api-problem.ts';
import { t } from '../i18n/t.ts';
import type { ResourceReading } from '../state/resource.ts';
import { Icon } from './icon.tsx';
import { Name } from './text.tsx';

interface ProblemNoteProps {
  readonly problem:
    | (Pick<ApiProblem, 'code' | 'message' | 'hint'> & { readonly requestId?: string | undefined })
    | null
    | undefined;
  /** The object of the failed action. */
  readonly title?: string;
  readonly action?: ComponentChildren;
}

/** Nothing without a problem. */
export function ProblemNote({ problem, title, action }: ProblemNoteProps) {
  if (problem === undefined || problem === null) return null;
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
        <p class="quiet small">
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

/** For the first load only. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}

interface LoadStateProps {
  readonly reading: ResourceReading<unknown>;
  readonly title: string;
  readonly lines: number;
}

/** The problem of a resource, or a skeleton before its first value. */
export function LoadState({ reading: { value, problem }, title, lines }: LoadStateProps) {
  if (problem !== undefined) return <ProblemNote problem={problem} title={title} />;
  return value === undefined ? <Skeleton lines={lines} /> : null;
}
