import { t } from './t.ts';

/** "89 verified, 1 missed" */
export function listText(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return rest.reduce((list, next) => t('overview.listed', { list, next }), first);
}
