import type { Texts } from '../translate.ts';

export const retention = {
  subtitle: [
    'Which backups are kept, and which the next cleanup removes.',
    '哪些备份会保留，下次清理会删除什么。',
  ],
  policiesUnreadable: ['The policies cannot be read', '无法读取保留策略'],
  listUnreadable: ['The backups cannot be listed', '无法列出备份'],
  previewFailed: ['The next cleanup cannot be previewed', '无法预览下次清理'],
  previewAgain: ['Preview again', '重新预览'],
  unknownDatabase: ['Files of unknown databases', '不属于任何已知数据库的文件'],
  notConfigured: [
    'This database is no longer configured. The common policy applies to its backups.',
    '这个数据库已不在配置中，它的备份按通用策略处理。',
  ],
  notOurs: [
    'Other tools made these files. Retention never removes them.',
    '这些文件由其他工具创建，清理不会删除它们。',
  ],
  stored: [{ one: '{count} backup · {size}', other: '{count} backups · {size}' }, '{count} 份备份 · {size}'],

  keeps: ['Keeps {list}, at most {most}; {always}.', '保留{list}，最多 {most}；{always}。'],
  keepsNothing: ['Keeps nothing by age or calendar; {always}.', '不按时间远近或日历保留备份；{always}。'],
  and: ['{first}, {rest}', '{first}、{rest}'],
  keepsDays: [
    { one: 'all backups of the last day', other: 'all backups of the last {count} days' },
    '最近 {count} 天的全部备份',
  ],
  keeps_hourly: [
    { one: 'one of the newest hour', other: 'one an hour for {count} hours' },
    '每小时一份共 {count} 小时',
  ],
  keeps_daily: [
    { one: 'one of the newest day', other: 'one a day for {count} days' },
    '每天一份共 {count} 天',
  ],
  keeps_weekly: [
    { one: 'one of the newest week', other: 'one a week for {count} weeks' },
    '每周一份共 {count} 周',
  ],
  keeps_monthly: [
    { one: 'one of the newest month', other: 'one a month for {count} months' },
    '每月一份共 {count} 个月',
  ],
  keeps_yearly: [
    { one: 'one of the newest year', other: 'one a year for {count} years' },
    '每年一份共 {count} 年',
  ],
  most: [{ one: '{count} verified backup', other: '{count} verified backups' }, '{count} 份已验证备份'],
  always: [
    {
      one: 'the newest verified backup is always kept',
      other: 'the newest {count} verified backups are always kept',
    },
    '最新的 {count} 份已验证备份永远保留',
  ],
  settings: ['Settings', '设置项'],

  howTitle: ['How retention decides', '如何决定'],
  howAge: [
    'Days count back from the newest verified backup, not from today. Without new backups, no old backup is removed.',
    '天数从最新的已验证备份往回数，而不是从今天：没有新备份时，旧备份不会被删除。',
  ],
  howBuckets: [
    'The newest verified backup of an hour, day, week, month or year represents it. The policy sets how many are kept.',
    '每个小时、天、周、月、年中最新的已验证备份会保留，代表那段时间，数量按策略要求。',
  ],
  howCap: [
    'Above the limit, the oldest backups are removed first. Backups that represent a period are removed last.',
    '超出上限时，最旧的先删除；代表某段时间的备份排在其他备份之后。',
  ],
  howBase: [
    'A kept diff or incr keeps the backups that it depends on. These take no slot of the limit.',
    '保留差异或增量备份时，它所依赖的备份也会保留，且不占用数量上限。',
  ],
  howNever: [
    'Never removed: the newest verified backup, pinned backups, backups with a damaged manifest, backups dated in the future, and files of other tools.',
    '绝不删除：最新的已验证备份、已固定的备份、清单损坏的备份、日期在未来的备份，以及其他工具的文件。',
  ],

  pausedTitle: [
    'Retention of {name} is paused: no backup is removed',
    '{name} 的清理已暂停：不会删除任何备份',
  ],
  pausedUnknown: ['This database has an anomaly.', '这个数据库出现异常。'],
  pausedWhy: [
    'An older backup may be the last good one. All backups are kept until you acknowledge the anomaly.',
    '较旧的备份可能是最后一份完好的备份。在您确认异常之前，全部保留。',
  ],
  pausedMayNot: [
    'To acknowledge it, sign in with a token that has the scope “operate”.',
    '要确认异常，请用带 “operate” 权限的令牌登录。',
  ],
  acknowledge: ['Acknowledge…', '确认…'],
  acknowledgeEffect: [
    'The anomaly counts as acknowledged, and retention continues. The next cleanup may remove old backups. Nothing is removed now.',
    '异常视为已确认，清理将继续：下次清理可能删除它的旧备份。现在不会删除任何备份。',
  ],
  acknowledged: ['Retention of {name} continues', '{name} 的清理已恢复'],
  acknowledgeFailed: ['The anomaly could not be acknowledged', '未能确认异常'],

  slots: ['Backups by period', '各时段的备份'],
  slots_hourly: ['Hours', '小时'],
  slots_daily: ['Days', '天'],
  slots_weekly: ['Weeks', '周'],
  slots_monthly: ['Months', '月'],
  slots_yearly: ['Years', '年'],
  slotsOf: ['{count} of {total}', '{count} / {total}'],
  slotsNone: ['None yet. The next verified backup is the first.', '还没有：下一份已验证备份就是第一份。'],
  slotsMore: ['{count} older', '还有 {count} 个更早的'],
  slotsZone: ['Periods in the time zone {zone}.', '时段按时区 {zone} 计算。'],
  slotTitle: ['{bucket}: the backup of {when}', '{bucket}：{when} 的备份'],
  week: ['week {week} of {year}', '{year} 年第 {week} 周'],
  weekShort: ['Week {week}', '第 {week} 周'],

  preview: ['Next cleanup', '下次清理'],
  previewMayNot: [
    'The preview of the next cleanup needs a token with the scope “operate”.',
    '预览下次清理需要带 “operate” 权限的令牌。',
  ],
  removedCount: [
    { one: '{count} backup will be removed', other: '{count} backups will be removed' },
    '将删除 {count} 份备份',
  ],
  frees: ['frees {size}', '释放 {size}'],
  removesNone: ['Nothing will be removed', '没有要删除的'],
  removesNoneText: ['Every backup is kept by a rule below.', '每份备份都有下面的某条规则保留。'],
  removesNonePaused: ['Retention is paused.', '清理已暂停。'],
  keptCount: [
    { one: '{count} backup will be kept', other: '{count} backups will be kept' },
    '将保留 {count} 份备份',
  ],
  takes: ['{size} in total', '共 {size}'],
  noBackups: ['This database has no backups yet.', '这个数据库还没有备份。'],
  backup: ['Backup', '备份'],
  age: ['Age', '时间'],
  why: ['Why', '原因'],
  showMore: ['Show {count} more', '再显示 {count} 份'],

  rule_unmanaged: ['Made by another tool', '由其他工具创建'],
  rule_damaged_manifest: ['The manifest is damaged: check the file', '清单已损坏：请检查此文件'],
  rule_pinned: ['Pinned', '已固定'],
  rule_future: ['Dated in the future: check the clock', '日期在未来：请检查时钟'],
  rule_newest_verified: ['Newest verified backup', '最新的已验证备份'],
  rule_keep_min: ['Among the newest verified backups', '属于最新的几份已验证备份'],
  rule_bucket: ['Represents {buckets}', '代表{buckets}'],
  rule_base: ['Needed by newer backups', '较新的备份依赖它'],
  rule_within_days: ['Recent enough', '还足够新'],
  rule_no_newer_verified: ['Nothing newer is verified', '没有更新的已验证备份'],
  rule_no_verified: ['No backup of this database is verified', '这个数据库还没有已验证的备份'],
  rule_frozen: ['Retention is paused', '清理已暂停'],
  rule_too_old: ['Older than the policy keeps', '超过了策略保留的时间'],
  rule_over_cap: ['More than the policy keeps', '超过了策略保留的数量'],
  rule_unknown: ['A rule that this page does not know', '此页面不认识的规则'],

  remove: [
    { one: 'Remove {count} backup ({size})', other: 'Remove {count} backups ({size})' },
    '删除 {count} 份备份（{size}）',
  ],
  removeTitle: [
    {
      one: 'Remove {count} backup of {name}?',
      other: 'Remove {count} backups of {name}?',
    },
    '删除 {name} 的 {count} 份备份？',
  ],
  removeText: [
    'The files are deleted and cannot be recovered. Retention decides again before the removal, so later pins and new backups count.',
    '文件会被删除，无法找回。删除之前会重新判断，其间新的固定和备份都会计入。',
  ],
  removing: ['Removing backups of {name}', '正在删除 {name} 的备份'],
  removeFailed: ['The cleanup of {name} failed', '{name} 的清理失败'],
  removed: [
    {
      one: '{count} backup of {name} was removed; {size} freed.',
      other: '{count} backups of {name} were removed; {size} freed.',
    },
    '已删除 {name} 的 {count} 份备份，释放了 {size}。',
  ],
  removedNone: [
    'No backup of {name} was removed: they are already gone or kept now.',
    '没有删除 {name} 的备份：它们已不存在，或现在应当保留。',
  ],
  notRemoved: [
    { one: '{count} file could not be removed', other: '{count} files could not be removed' },
    '{count} 个文件未能删除',
  ],
  emptyTitle: ['No database yet', '还没有数据库'],
  emptyText: [
    'After you configure a database, this page shows its policy and the next cleanup.',
    '配置数据库之后，这里会显示它的保留策略和下次清理。',
  ],
} as const satisfies Texts;
