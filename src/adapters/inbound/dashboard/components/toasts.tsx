import { t } from '../i18n/t.ts';
import { announcement, dismiss, toasts, type Toast } from '../state/toasts.ts';
import { IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';

const ICONS = { safe: 'check', critical: 'critical', running: 'running' } as const satisfies Record<
  Toast['tone'],
  IconName
>;

/** Rendered in the topmost dialog, or else in the page. */
export function Toasts() {
  return (
    <>
      <p class="visually-hidden" aria-live="polite">
        {announcement.value}
      </p>
      <section class="toasts" aria-label={t('shell.messages')} aria-live="polite">
        {toasts.value.map((toast) => (
          <ToastNote key={toast.id} toast={toast} />
        ))}
      </section>
    </>
  );
}

function ToastNote({ toast }: { readonly toast: Toast }) {
  const { id, tone, text, problem } = toast;
  return (
    <div class={`toast tone-${tone}`}>
      {problem === undefined ? (
        <p class="toast-text line">
          <Icon name={ICONS[tone]} />
          <span>{text}</span>
        </p>
      ) : (
        <ProblemNote problem={problem} title={text} />
      )}
      <IconButton icon="cross" label={t('common.dismiss')} onClick={() => dismiss(id)} />
    </div>
  );
}
