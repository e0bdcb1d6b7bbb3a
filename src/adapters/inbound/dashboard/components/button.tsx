import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes, 'icon' | 'size' | 'loading'> {
  readonly kind?: 'primary' | 'quiet' | 'danger' | 'plain';
  readonly icon?: IconName | undefined;
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

/** While busy, it keeps the focus but does nothing. */
export function Button({
  kind = 'quiet',
  icon,
  isBusy = false,
  children,
  buttonRef,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...(buttonRef !== undefined && { ref: buttonRef })}
      {...(!isBusy && onClick !== undefined && { onClick })}
      class={`button button-${kind}`}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? <Icon name="running" class="spin" /> : icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes, 'icon' | 'label' | 'size' | 'loading'> {
  readonly icon: IconName;
  /** The accessible name and the tooltip. */
  readonly label: string;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, buttonRef, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...(buttonRef !== undefined && { ref: buttonRef })}
      class="icon-button"
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}
