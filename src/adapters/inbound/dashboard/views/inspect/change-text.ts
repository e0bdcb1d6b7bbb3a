import { t } from '../../i18n/t.ts';
import type { ChangeSummary, TableChange } from './table-change.ts';

/** `+12 rows since` */
export function changeText(change: TableChange): string {
  if (change.kind !== 'rows') return t(`inspect.${change.kind}`);
  return change.delta > 0
    ? t('inspect.more', { count: change.delta })
    : t('inspect.fewer', { count: -change.delta });
}

export function summaryTexts({ more, fewer, added, gone, definition }: ChangeSummary): readonly string[] {
  const texts: string[] = [];
  if (more.tables > 0) {
    texts.push(
      t('inspect.sumMore', { count: more.rows, tables: t('inspect.tables', { count: more.tables }) }),
    );
  }
  if (fewer.tables > 0) {
    const tables = t('inspect.tables', { count: fewer.tables });
    texts.push(t('inspect.sumFewer', { count: fewer.rows, tables }));
  }
  if (added > 0) texts.push(t('inspect.sumAdded', { count: added }));
  if (gone > 0) texts.push(t('inspect.sumGone', { count: gone }));
  if (definition > 0) texts.push(t('inspect.sumDefinition', { count: definition }));
  return texts;
}
