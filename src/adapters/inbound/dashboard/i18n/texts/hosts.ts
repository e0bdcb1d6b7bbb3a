import type { Texts } from '../translate.ts';

export const hosts = {
  subtitle: [
    'All hosts that back up into the store {store}. The clock of the store decides what is overdue.',
    '备份到存储 {store} 的全部主机。是否逾期以存储的时钟为准。',
  ],
  unreadable: ['The hosts cannot be read', '无法读取主机'],
  caption: ['Hosts', '主机'],
  store: ['Store', '存储'],
  host: ['Host', '主机'],
  state: ['State', '状态'],
  databases: ['Databases', '数据库'],
  newest: ['Newest verified', '最新的已验证备份'],
  newestNone: ['none', '没有'],
  overdueSince: ['Overdue since', '逾期开始'],
  version: ['Version', '版本'],
  reported: ['Last report', '最近报告'],

  state_healthy: ['Safe', '安全'],
  state_warning: ['Needs attention', '需要注意'],
  state_silent: ['Silent', '无报告'],
  state_unreadable: ['Unreadable', '无法读取'],
  state_critical: ['Act now', '立即处理'],
  state_overdue: ['Overdue', '已逾期'],

  about_healthy: ['Every database has a recent, verified backup.', '每个数据库都有较新的已验证备份。'],
  about_warning: ['The host reports warnings.', '主机报告了警告。'],
  about_silent: [
    'The host no longer reports. Check that its service runs.',
    '主机不再报告。请检查其服务是否在运行。',
  ],
  about_unreadable: [
    'The record of the host is damaged or of a later version.',
    '主机的记录已损坏，或来自更新的版本。',
  ],
  about_critical: ['The host reports a critical problem.', '主机报告了严重问题。'],
  about_overdue: ['No new verified backup in time: {names}', '未按时产生新的已验证备份：{names}'],

  summary: [{ one: '{count} host', other: '{count} hosts' }, '{count} 台主机'],
  counted: ['{count} × {state}', '{state} × {count}'],
  emptyTitle: ['No host has reported yet', '还没有主机报告'],
  emptyText: [
    'A host writes its record into this store after its next run.',
    '主机在下一次运行之后，会把记录写入此存储。',
  ],
} as const satisfies Texts;
