import type { Texts } from '../translate.ts';

export const inspect = {
  again: ['Inspect again', '重新查看'],
  inspecting: ['Inspecting', '正在查看内容'],
  failed: ['This backup could not be inspected', '无法查看此备份的内容'],
  needs: [
    'Inspecting a backup gives access to the whole database.',
    '能看到备份中的行，就等于能看到整个数据库。',
  ],
  comparedWith: ['Compared with {path}, read {when}.', '与 {path} 对比（读取时间：{when}）。'],
  notCompared: [
    'The live database could not be read. Only the content of the backup is shown.',
    '无法读取当前数据库，以下只显示备份的内容。',
  ],
  results: ['Tables of this backup', '此备份中的表'],
  filter: ['Filter by table name', '按表名筛选'],
  onlyChanges: ['Only changed tables ({count})', '只看有变化的表（{count}）'],
  omitted: [
    {
      one: '{count} more table is not listed: the answer would be too large.',
      other: '{count} more tables are not listed: the answer would be too large.',
    },
    '还有 {count} 个表未列出：内容过大。',
  ],
  noTables: ['This backup holds no tables.', '此备份中没有表。'],
  noMatch: ['No table matches.', '没有符合条件的表。'],
  showAll: ['Show all tables', '显示全部表'],
  shown: [{ one: '{count} table shown', other: '{count} tables shown' }, '显示 {count} 个表'],

  table: ['Table', '表'],
  then: ['Then', '当时'],
  now: ['Now', '现在'],
  notCounted: ['not counted', '未计数'],
  type_view: ['view', '视图'],
  type_virtual: ['virtual table', '虚拟表'],

  more: [{ one: '+{count} row since', other: '+{count} rows since' }, '此后 +{count} 行'],
  fewer: [{ one: '−{count} row since', other: '−{count} rows since' }, '此后 −{count} 行'],
  definition: ['definition changed', '定义已改变'],
  same: ['same number of rows', '行数相同'],
  sameDefinition: ['same definition', '定义相同'],
  added: ['only in the live database', '仅当前数据库中有'],
  gone: ['missing in the live database', '当前数据库中已没有'],
  unknown: ['not compared', '未对比'],

  since: ['Since this backup: {changes}', '此备份之后：{changes}'],
  nothingSince: [
    'No table definition and no number of rows has changed. Values may still have changed.',
    '各表的定义和行数均无变化，但其中的值仍可能已改变。',
  ],
  tables: [{ one: '{count} table', other: '{count} tables' }, '{count} 个表'],
  sumMore: [
    { one: '+{count} row in {tables}', other: '+{count} rows in {tables}' },
    '{tables}共 +{count} 行',
  ],
  sumFewer: [
    { one: '−{count} row in {tables}', other: '−{count} rows in {tables}' },
    '{tables}共 −{count} 行',
  ],
  sumAdded: [{ one: '{count} new table', other: '{count} new tables' }, '新增 {count} 个表'],
  sumGone: [{ one: '{count} table removed', other: '{count} tables removed' }, '消失 {count} 个表'],
  sumDefinition: [
    { one: '{count} definition changed', other: '{count} definitions changed' },
    '{count} 个定义已改变',
  ],

  schema: ['Schema', '定义'],
  rowsOf: ['First rows of {name}', '{name} 的前几行'],
  firstRows: [{ one: 'The first row', other: 'The first {count} rows' }, '前 {count} 行'],
  firstOf: [
    { one: 'The first row of {total}', other: 'The first {count} rows of {total}' },
    '前 {count} 行，共 {total} 行',
  ],
  allRows: [{ one: 'The only row', other: 'All {count} rows' }, '全部 {count} 行'],
  noRows: ['The table has no rows.', '此表没有数据行。'],
  onlyLive: [
    'This table is not in the backup. Restoring the backup removes it.',
    '备份中没有此表，恢复此备份会删除它。',
  ],
  emptyText: ['empty text', '空文本'],
  blob: ['blob, {size}', '二进制，{size}'],
  length: [{ one: '{count} character', other: '{count} characters' }, '共 {count} 个字符'],
  unnamed: ['column {count}', '第 {count} 列'],
} as const satisfies Texts;
