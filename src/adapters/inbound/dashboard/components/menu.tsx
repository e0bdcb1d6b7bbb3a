import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface MenuItem {
  readonly label: ComponentChildren;
  readonly icon?: IconName;
  /** For a choice: whether it is selected. */
  readonly isChosen?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** Only for screen readers if `children` is an icon. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly kind?: 'primary' | 'quiet' | 'icon';
  readonly children: ComponentChildren;
}

export function Menu({ label, items, kind = 'quiet', children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useOutsideClick(root, isOpen, () => setOpen(false));
  useFirstItem(root, isOpen);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      class="menu"
      ref={root}
      onKeyDown={(event) => {
        if (isOpen) onMenuKey(event, root.current, close);
      }}
    >
      <button
        ref={button}
        type="button"
        class={kind === 'icon' ? 'icon-button' : `button button-${kind}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        {...(kind === 'icon' && { 'aria-label': label, title: label })}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div class="menu-list" role="menu" id={id} aria-label={label}>
          {items.map((item, index) => (
            <MenuEntry key={index} item={item} onDone={close} />
          ))}
        </div>
      )}
    </div>
  );
}

function MenuEntry({ item, onDone }: { readonly item: MenuItem; readonly onDone: () => void }) {
  const isChoice = item.isChosen !== undefined;
  return (
    <button
      type="button"
      role={isChoice ? 'menuitemradio' : 'menuitem'}
      aria-checked={isChoice ? item.isChosen : undefined}
      tabIndex={-1}
      class="menu-item"
      onClick={() => {
        onDone();
        item.onSelect();
      }}
    >
      {item.icon !== undefined && <Icon name={item.icon} />}
      <span>{item.label}</span>
      {item.isChosen === true && <Icon name="check" class="menu-check" />}
    </button>
  );
}

interface Root {
  readonly current: HTMLElement | null;
}

function useOutsideClick(root: Root, isOpen: boolean, close: () => void): void {
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const onDown = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) close();
    };
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('focusin', onDown);
    return () => {
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('focusin', onDown);
    };
  }, [isOpen]);
}

function useFirstItem(root: Root, isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const items = itemsOf(root.current);
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  }, [isOpen]);
}

function itemsOf(root: HTMLElement | null): readonly HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];
}

/** Keys as in the ARIA practices for menus. */
function onMenuKey(event: KeyboardEvent, root: HTMLElement | null, close: () => void): void {
  const items = itemsOf(root);
  const at = items.findIndex((item) => item === document.activeElement);
  const next: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const wanted = next[event.key];
  if (wanted !== undefined) items[wanted]?.focus();
  else if (event.key === 'Escape' || event.key === 'Tab') close();
  else return;
  if (event.key === 'Tab') return;
  event.preventDefault();
  event.stopPropagation();
}
