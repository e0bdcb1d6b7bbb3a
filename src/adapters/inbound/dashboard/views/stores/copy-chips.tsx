import type { Backup } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { COPY_STYLES, copyState } from './shown-stores.ts';

const MOST_SHOWN = 3;

/** The stores that have the backup, each with the state of its copy. */
export function CopyChips({ copies }: Pick<Backup, 'copies'>) {
  const shown = copies.length > MOST_SHOWN ? copies.slice(0, MOST_SHOWN - 1) : copies;
  const rest = copies.slice(shown.length);
  return (
    <span class="chips">
      {shown.map((copy) => (
        <CopyChip key={copy.store} copy={copy} />
      ))}
      {rest.length > 0 && (
        <span class="chip" title={rest.map(chipText).join('\n')}>
          <span class="visually-hidden">{t('stores.more', { count: rest.length })}</span>
          <span aria-hidden="true">+{rest.length}</span>
        </span>
      )}
    </span>
  );
}

function CopyChip({ copy }: { readonly copy: Backup['copies'][number] }) {
  const state = copyState(copy);
  const { tone, icon } = COPY_STYLES[state];
  return (
    <span class={`chip tone-${tone}`} title={chipText(copy)}>
      <Icon name={icon} />
      <Name class="truncate">{copy.store}</Name>
      <span class="visually-hidden"> {t(`stores.copy_${state}`)}</span>
    </span>
  );
}

function chipText(copy: Backup['copies'][number]): string {
  return t('common.titled', { what: copy.store, name: t(`stores.copy_${copyState(copy)}`) });
}

export function EncryptedMark({ hasText = false }: { readonly hasText?: boolean }) {
  const text = t('stores.encrypted');
  return (
    <span class="encrypted-mark line-tight quiet small" title={text}>
      <Icon name="lock" />
      <span class={hasText ? '' : 'visually-hidden'}>{text}</span>
    </span>
  );
}
