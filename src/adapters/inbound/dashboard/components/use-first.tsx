import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { Button } from './button.tsx';

/**
 * The first items of a list, and a button that shows all.
 * @param showAll the text of the button
 */
export function useFirst<T>(
  all: readonly T[],
  most: number,
  showAll: 'overview.showAll' | 'findings.showAll',
): readonly [shown: readonly T[], button: VNode | false] {
  const [isWhole, setWhole] = useState(false);
  const button = all.length > most && (
    <div>
      <Button kind="plain" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
        {isWhole ? t('common.showFewer') : t(showAll, { count: all.length })}
      </Button>
    </div>
  );
  return [isWhole ? all : all.slice(0, most), button];
}
