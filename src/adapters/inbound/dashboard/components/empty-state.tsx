import type { ComponentChildren } from 'preact';
import { t } from '../i18n/t.ts';
import { hashOf } from '../state/route.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div class="empty-state">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children !== undefined && <div class="empty-text">{children}</div>}
      {action}
    </div>
  );
}

interface EmptyCardProps extends EmptyStateProps {
  readonly children: string;
}

export function EmptyCard({ children, ...rest }: EmptyCardProps) {
  return (
    <div class="card">
      <EmptyState {...rest}>
        <p>{children}</p>
      </EmptyState>
    </div>
  );
}

interface NoMatchProps {
  readonly title: string;
  readonly showAll: string;
  readonly onShowAll: () => void;
  readonly children: string;
}

export function NoMatch({ title, showAll, onShowAll, children }: NoMatchProps) {
  return (
    <EmptyCard icon="search" title={title} action={<Button onClick={onShowAll}>{showAll}</Button>}>
      {children}
    </EmptyCard>
  );
}

export function OverviewLink() {
  return (
    <a class="button button-quiet" href={hashOf('overview')}>
      {t('history.emptyAction')}
    </a>
  );
}
