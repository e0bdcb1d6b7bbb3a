import type { Texts } from '../translate.ts';

export const charts = {
  title: ['Charts', '图表'],
  duration: ['Duration', '耗时'],
  growth: ['Growth', '增长'],
  disk: ['Disk', '磁盘'],
  seriesDatabase: ['database', '数据库'],
  seriesStored: ['stored', '存储'],
  seriesDuration: ['capture', '备份耗时'],
  seriesTotal: ['all backups', '全部备份'],
  seriesCapacity: ['disk capacity', '磁盘可容纳'],
  seriesTrend: ['at this rate', '按目前速度'],
  sizeSummary: [
    '{database} as a database, {stored} stored ({share})',
    '数据库 {database}，存储 {stored}（{share}）',
  ],
  durationSummary: ['last {last}, usually {typical}', '最近一次 {last}，通常 {typical}'],
  growthSummary: ['{total} in all backups', '全部备份共 {total}'],
  growthPerDay: [
    '{total} in all backups, growing by {growth} a day',
    '全部备份共 {total}，每天增加 {growth}',
  ],
  growthShrinks: [
    '{total} in all backups, shrinking by {growth} a day',
    '全部备份共 {total}，每天减少 {growth}',
  ],
  capacityFar: [
    'The disk has room for {capacity}, far above this chart.',
    '磁盘可容纳 {capacity}，远高于此图。',
  ],
  needTwo: ['The lines start with the second backup.', '从第二个备份起开始画线。'],
  asTable: ['The numbers as a table', '以表格显示数据'],
  at: ['{when}: {values}', '{when}：{values}'],
  value: ['{series} {value}', '{series} {value}'],
  loading: ['Drawing…', '正在绘制…'],
  missing: ['The chart could not be loaded. Reload the page.', '无法加载图表，请重新加载页面。'],
  diskUsed: ['{used} used · {free} free of {total}', '已用 {used} · 剩余 {free}，共 {total}'],
  diskLabel: ['Backup disk: {used} used', '备份所在磁盘：已用 {used}'],
  fullIn: [
    { one: 'Full in one day at this rate', other: 'Full in {count} days at this rate' },
    '按目前的速度 {count} 天后填满',
  ],
  full_far: ['Not full within a year at this rate', '按目前的速度一年内不会填满'],
  full_never: ['Not filling up', '没有在填满'],
  full_unknown: ['The fill rate is known after a few days', '几天后才能得知填满的速度'],
  limits: ['Warning at {warning}, critical at {critical}', '{warning} 时警告，{critical} 时告急'],
} as const satisfies Texts;
