import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import type { BadgeStyle } from './status-badge.tsx';

interface OutcomeProps {
  readonly style: BadgeStyle;
  readonly title: ComponentChildren;
  /** Announced to screen readers, unless something around it is. */
  readonly role?: 'status';
  readonly children?: ComponentChildren;
}

/** The end of an action. */
export function Outcome({ style: { tone, icon }, title, role, children }: OutcomeProps) {
  return (
    <div class={`outcome tone-${tone}`} role={role}>
      <p class="outcome-title line">
        <Icon name={icon} />
        <span>{title}</span>
      </p>
      {children}
    </div>
  );
}
