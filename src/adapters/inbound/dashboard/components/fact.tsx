import type { ComponentChildren } from 'preact';
import { t } from '../i18n/t.ts';

interface FactProps {
  readonly name: ComponentChildren;
  /** `false`: unknown. */
  readonly children: ComponentChildren;
}

export function Fact({ name, children }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children === false ? <span class="quiet">{t('common.unknown')}</span> : children}</dd>
    </>
  );
}
