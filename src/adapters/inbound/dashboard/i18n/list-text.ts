import { t } from './t.ts';

/** "89 verified, 1 missed": in a row, as the language in force has it. */
export function listText(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return rest.reduce((list, next) => t('overview.listed', { list, next }), first);
}
