import type { ComponentChildren } from 'preact';
import { Button } from '../../components/button.tsx';
import type { IconName } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import type { Action } from '../../state/use-action.ts';

interface StepButtonProps {
  readonly action: Action;
  readonly work: () => Promise<void>;
  readonly icon?: IconName;
  readonly busyText: string;
  readonly children: string;
}

export function StepButton({ action, work, icon, busyText, children }: StepButtonProps) {
  return (
    <>
      <div class="finding-step">
        <Button
          isBusy={action.isBusy}
          {...(icon !== undefined && { icon })}
          onClick={() => {
            action.run(work);
          }}
        >
          {action.isBusy ? busyText : children}
        </Button>
      </div>
      <StepProblem action={action} />
    </>
  );
}

export function StepProblem({ action: { problem } }: { readonly action: Action }) {
  if (problem === undefined) return null;
  return (
    <div class="finding-problem">
      <ProblemNote problem={problem} title={t('findings.stepFailed')} />
    </div>
  );
}

interface StepLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
}

export function StepLink({ href, children }: StepLinkProps) {
  return (
    <div class="finding-step">
      <a class="button button-quiet" href={href}>
        {children}
      </a>
    </div>
  );
}
