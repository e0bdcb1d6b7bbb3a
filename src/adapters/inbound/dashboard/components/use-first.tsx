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
  const [isExpanded, setExpanded] = useState(false);
  const button = all.length > most && (
    <div>
      <Button kind="plain" aria-expanded={isExpanded} onClick={() => setExpanded(!isExpanded)}>
        {isExpanded ? t('common.showFewer') : t(showAll, { count: all.length })}
      </Button>
    </div>
  );
  return [isExpanded ? all : all.slice(0, most), button];
}
