import type { Texts } from '../translate.ts';

/** Full, diff and incr backups. */
export const chains = {
  type: ['Type', '类型'],
  full: ['full', '全量'],
  diff: ['diff', '差异'],
  incr: ['incr', '增量'],
  holds_full: ['the whole database', '整个数据库'],
  holds_diff: ['the pages that changed since the last full', '自上次全量备份以来变化的页面'],
  holds_incr: ['the pages that changed since its parent', '自父备份以来变化的页面'],
  hint_full: [
    'Full: the whole database. It is restored without any other file.',
    '全量：整个数据库，恢复时不需要其他文件。',
  ],
  hint_diff: [
    'Diff: the pages that changed since the last full. A restore reads both files.',
    '差异：自上次全量备份以来变化的页面，恢复时读取这两个文件。',
  ],
  hint_incr: [
    'Incr: the pages that changed since the backup before it. A restore reads it and all backups that it depends on.',
    '增量：自前一个备份以来变化的页面，恢复时读取它和它所依赖的全部备份。',
  ],
  parent: ['Parent', '父备份'],
  parentMissing: ['missing', '缺失'],
  reads: ['A restore reads', '恢复时读取'],
  files: [{ one: '{count} file, {size}', other: '{count} files, {size}' }, '{count} 个文件，共 {size}'],
  restorePoints: [
    { one: '{count} restore point in {size}', other: '{count} restore points in {size}' },
    '{count} 个恢复点，共 {size}',
  ],
  notRestorable: [
    { one: '{count} backup is not restorable', other: '{count} backups are not restorable' },
    '{count} 个备份无法恢复',
  ],
  stateNotRestorable: ['Not restorable', '无法恢复'],
  unchanged: ['{name} is unchanged since {when}: no new file', '{name} 自 {when} 以来没有变化，未生成新文件'],
  allUnchanged: [
    { one: '{count} database is unchanged', other: '{count} databases are unchanged' },
    '{count} 个数据库没有变化',
  ],
} as const satisfies Texts;
