import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { harmlessText } from '../i18n/visible-text.ts';
import { hashOf, type Query, type ViewName } from '../state/route.ts';
import { Button, IconButton } from './button.tsx';
import { Name, RichText } from './text.tsx';
import { Toasts } from './toasts.tsx';

interface DialogProps {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** The main action comes last. */
  readonly actions?: ComponentChildren;
  readonly kind?: 'dialog' | 'drawer';
}

/** The browser keeps the focus inside and restores it afterwards. */
function Dialog({ title, onClose, children, actions, kind = 'dialog' }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A text selection that ends outside is not a click outside.
  const isPressedOutside = useRef(false);
  useModal(element, titleId);
  return (
    <dialog
      ref={element}
      class={kind}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        isPressedOutside.current = event.target === element.current;
      }}
      onClick={(event) => {
        if (event.target === element.current && isPressedOutside.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="cross" label={t('common.close')} onClick={onClose} />
        </header>
        <div class="dialog-content">{children}</div>
        {actions !== undefined && <footer class="dialog-actions">{actions}</footer>}
      </div>
      {openModals.value.at(-1) === titleId && <Toasts />}
    </dialog>
  );
}

function useModal(element: { readonly current: HTMLDialogElement | null }, id: string): void {
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog === null) return undefined;
    dialog.showModal();
    openModals.value = [...openModals.value, id];
    return () => {
      openModals.value = openModals.value.filter((open) => open !== id);
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [element, id]);
}

export interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The verb with its object: "Restore app from 21 Nov 02:00". */
  readonly action: string;
  readonly isDangerous?: boolean;
  /** The word to type before an action that cannot be undone. */
  readonly typed?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, isDangerous = false, typed, onConfirm, onClose } = props;
  const confirmation = useTypedWord(typed, onConfirm);
  const formId = useId();
  const kind = isDangerous ? 'danger' : 'primary';
  const actions = (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button kind={kind} type="submit" form={formId} disabled={!confirmation.isReady}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <form id={formId} class="stack" onSubmit={confirmation.onSubmit}>
        {children}
        {confirmation.field}
      </form>
    </Dialog>
  );
}

/** A field for the word; it accepts the raw name and the name as displayed. */
export function useTypedWord(word: string | undefined, onConfirm: () => void) {
  const [text, setText] = useState('');
  const id = useId();
  const isReady = word === undefined || text === word || text === harmlessText(word);
  const strong = (
    <strong>
      <Name>{word ?? ''}</Name>
    </strong>
  );
  const field = word !== undefined && (
    <div class="field">
      <label for={id}>
        <RichText text="common.typeToConfirm" values={{ word: strong }} />
      </label>
      <input
        id={id}
        type="text"
        value={text}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (isReady) onConfirm();
  };
  return { isReady, field, onSubmit };
}

type DrawerProps = Pick<DialogProps, 'title' | 'onClose' | 'children'>;

export function Drawer(props: DrawerProps) {
  return <Dialog kind="drawer" {...props} />;
}

interface ItemDrawerProps extends Omit<DrawerProps, 'onClose'> {
  readonly view: ViewName;
  readonly item: string;
  /** Of the list below. */
  readonly query: Query;
}

/** The details of an item in the address. */
export function ItemDrawer({ view, item, query, ...rest }: ItemDrawerProps) {
  useEffect(
    () => () => {
      // Runs after the dialog restores the focus, which it cannot if the list was rendered again.
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        const address = hashOf(view, item);
        const links = [...document.querySelectorAll<HTMLAnchorElement>('.long-row a')];
        const link = links.find(({ hash }) => hash === address || hash.startsWith(`${address}?`));
        (link ?? document.getElementById('main'))?.focus({ preventScroll: true });
      });
    },
    [view, item],
  );
  const close = (): void => location.replace(hashOf(view, undefined, query));
  return <Drawer {...rest} onClose={close} />;
}

/** The topmost comes last; only that one is reachable. */
export const openModals = signal<readonly string[]>([]);
