import type { Texts } from '../translate.ts';

export const overview = {
  databases: ['Databases', '数据库'],
  allSafe: ['All databases are safe', '所有数据库都是安全的'],
  someNeedAttention: [
    {
      one: '{count} of {total} databases needs attention',
      other: '{count} of {total} databases need attention',
    },
    '{total} 个数据库中有 {count} 个需要注意',
  ],
  showAll: ['Show all {count} databases', '显示全部 {count} 个数据库'],

  is_healthy: ['{name} is safe', '{name} 是安全的'],
  is_warning: ['{name} needs attention', '{name} 需要注意'],
  is_critical: ['{name} is not safe', '{name} 不安全'],
  is_overdue: ['{name} is overdue', '{name} 的备份已逾期'],
  is_frozen: ['{name} has an anomaly', '{name} 出现异常'],
  isUnprotected: ['{name} has no backup yet', '{name} 还没有备份'],

  verified: ['verified {when} ({level})', '{when}已验证（{level}）'],
  noneVerified: ['no backup is verified', '没有已验证的备份'],
  nextBackup: ['next backup {when}', '{when}进行下一次备份'],
  noSchedule: ['not scheduled', '没有计划'],
  restoresIn: ['restores in {time}', '恢复需 {time}'],
  neverDrilled: ['no restore drill yet', '尚未做过恢复演练'],
  listed: ['{list}, {next}', '{list}，{next}'],
  clauseEnd: [',', '，'],
  level_checksum: ['checksum', '校验和'],
  level_quick: ['quick', '快速'],
  level_full: ['full', '完整'],
  level_drill: ['drill', '演练'],
  kept: [
    { one: '{count} backup kept, {size}', other: '{count} backups kept, {size}' },
    '保留 {count} 个备份，共 {size}',
  ],
  keptUnknown: ['number of backups unknown', '备份数量未知'],
  lastDrill: ['last drill {when}: {result}', '上次演练 {when}：{result}'],
  next_verify: ['next verification {when}', '{when}进行下一次验证'],
  next_drill: ['next drill {when}', '{when}进行下一次演练'],
  next_sync: ['next sync {when}', '{when}进行下一次同步'],

  age: ['Newest verified backup', '最新的已验证备份'],
  ageNone: ['none', '没有'],
  ageOld: ['{age} old', '{age}前'],
  ageOf: ['limit {limit}', '上限 {limit}'],
  ageLabel: [
    'Age of the newest verified backup of {name}: {age}; at most {limit}',
    '{name} 最新的已验证备份距今 {age}；上限 {limit}',
  ],

  run_create: ['Backing up', '正在备份'],
  run_verify: ['Verifying', '正在验证'],
  run_restore: ['Restoring', '正在恢复'],
  run_cleanup: ['Cleaning up', '正在清理'],
  run_copy: ['Copying', '正在复制'],
  run_sync: ['Syncing the stores', '正在同步存储'],
  runOther: ['Running', '正在运行'],
  startedAt: ['started {when}', '{when}开始'],
  elsewhere: ['in another process', '在另一个进程中'],
  started: ['Backup of {name} started', '已开始备份 {name}'],
  startedAll: ['Backup of all databases started', '已开始备份所有数据库'],

  backUpDone: ['{name} is backed up', '{name} 已备份'],
  backUpAllDone: [
    { one: '{count} database is backed up', other: '{count} databases are backed up' },
    '已备份 {count} 个数据库',
  ],
  backUpFailed: ['The backup of {name} failed', '{name} 备份失败'],
  backUpAllFailed: ['The backup of all databases failed', '所有数据库备份失败'],

  firstText: [
    'A backup copies one committed state while your application keeps writing, and verifies the copy. Calendar, charts and the list start with the first backup.',
    '备份会在应用继续写入的同时，复制一个已提交的状态并验证副本。日历、图表和列表从第一个备份开始。',
  ],
  firstAction: ['Make the first backup', '创建第一个备份'],
  firstMayNot: [
    'You can look, but not make backups. Sign in with a token that has the scope “operate”.',
    '您可以查看，但不能创建备份。请使用 operate 权限的令牌登录。',
  ],
  noDatabaseTitle: ['No database is configured yet', '尚未配置数据库'],
  noDatabaseText: [
    'Add it to the configuration. Then restart the service or send it a SIGHUP:',
    '在配置中添加数据库，然后重新启动服务或向其发送 SIGHUP：',
  ],
  noDatabaseOr: ['Or make a first backup on the machine itself:', '或者在服务所在的机器上创建第一个备份：'],

  newest: ['Newest backups', '最新的备份'],
  allBackups: ['All backups', '全部备份'],
  newestNone: ['No backups yet.', '还没有备份。'],

  loadFailed: ['The data cannot be read', '无法读取数据'],
} as const satisfies Texts;
