import type { Texts } from '../translate.ts';

export const restore = {
  needs: ['A restore replaces the whole database.', '恢复会替换整个数据库。'],
  showPlan: ['Show the plan', '查看计划'],
  planFailed: ['The backup cannot be restored in place now', '目前无法就地恢复'],
  elsewhere: ['A restore of {name} is running', '正在恢复 {name}'],

  plan: ['Restore plan', '恢复计划'],
  safety: [
    'First, the present content is backed up and pinned (at most {size}). Undo brings it back.',
    '首先备份并固定当前内容（最多 {size}），撤销时可恢复它。',
  ],
  noSafety: ['No safety backup is needed: there is no database now.', '目前没有数据库，无需安全备份。'],
  replaces: [
    '{path} returns to its content of {exactly} ({when}).',
    '{path} 将恢复为 {exactly}（{when}）的内容。',
  ],
  creates: ['{path} is created: there is no database now.', '将创建 {path}：目前那里没有数据库。'],
  loses: ['Later changes will be in the safety backup only.', '此后写入的内容将只保留在该安全备份里。'],
  method_sqlite: [
    'SQLite replaces the content in one transaction. Applications can keep running.',
    'SQLite 在一个事务中替换内容：应用可以继续运行。',
  ],
  method_file: [
    'The file itself is replaced, because SQLite cannot replace its content. Stop the applications that use it first.',
    'SQLite 无法替换，将直接替换文件。请先停止使用它的应用。',
  ],
  holds_read: [
    '{command} (process {pid}) is reading the database now.',
    '{command}（进程 {pid}）此刻正在读取它。',
  ],
  holds_write: [
    '{command} (process {pid}) is writing to the database now. The restore waits for a while. If the lock remains, it stops and changes nothing.',
    '{command}（进程 {pid}）此刻正在写入。恢复会等待片刻，若仍被占用则放弃，不作任何更改。',
  ],
  holdsNone: ['No other process has locked it now.', '此刻没有其他进程锁定它。'],
  room: ['It needs {needed} of disk space; {free} are free.', '需要 {needed} 空间，可用 {free}。'],
  roomUnknown: [
    'It needs {needed} of disk space; the free space is unknown.',
    '需要 {needed} 空间；该处的可用空间未知。',
  ],
  verified: ['The backup is verified: {level}, {when}.', '此备份已验证：{level}，{when}。'],
  verifiedPlain: ['The backup is verified.', '此备份已验证。'],
  unverified: [
    'The backup is not verified. It is verified before anything is replaced. If that fails, the restore stops.',
    '此备份未验证。替换之前会先验证，未通过则停止恢复。',
  ],
  reads: [
    '{count} files are read: the full and the changes since then',
    '读取 {count} 个文件：全量备份及其后的变化',
  ],
  passedOver: [
    '{name} is newer but not verified, so it was not chosen.',
    '{name} 更新，但未验证，因此未选用。',
  ],
  futureDated: [
    '{name} is dated in the future, so it was not chosen. Check the clock of the host that made it.',
    '{name} 的日期在未来，因此未选用。请检查创建它的主机的时钟。',
  ],

  confirm: ['Confirm', '确认'],
  action: ['Restore {name} from {when}', '将 {name} 恢复到 {when}'],
  restoring: ['Restoring {name} from {when}', '正在将 {name} 恢复到 {when}'],
  cancelHint: [
    'You can cancel until the database is being replaced. The restore continues if you close this.',
    '在开始替换数据库之前可以取消。关闭此处不影响恢复。',
  ],
  failed: ['The restore failed', '恢复失败'],
  cancelled: ['Cancelled: the database is unchanged', '已取消：数据库没有变化'],
  again: ['Start over', '重新开始'],

  done: ['{name} is restored to {when}', '{name} 已恢复到 {when} 的状态'],
  undone: ['{name} is as it was before the restore', '{name} 已回到恢复之前的状态'],
  place: ['Restored to', '恢复位置'],
  digest: ['SHA-256', 'SHA-256'],
  digestOf: ['of the database in the backup', '备份中数据库的摘要'],
  how_sqlite: ['in one transaction', '在一个事务中'],
  how_file: ['the file was replaced', '替换了文件'],
  safetyBackup: ['Safety backup', '安全备份'],
  rawCopy: ['Copy of the damaged database', '损坏数据库的副本'],
  noneKept: ['none: there was no database', '无：原先没有数据库'],
  close: ['Done', '完成'],

  restoredAt: ['This backup was restored {when}.', '最近一次恢复此备份：{when}。'],
  undo: ['Undo this restore', '撤销此恢复'],
  undoAction: ['Undo the restore of {name}', '撤销 {name} 的恢复'],
  undoing: ['Undoing the restore of {name}', '正在撤销 {name} 的恢复'],
  undoFailed: ['The restore could not be undone', '未能撤销恢复'],
  redo: ['Undo the undo', '撤销这次撤销'],

  find: ['Restore…', '恢复…'],
  findTitle: ['Restore a database', '恢复数据库'],
  findText: [
    'In most cases, choose the newest verified backup. You see a plan before anything changes.',
    '通常选择最新的已验证备份即可。更改之前会先显示计划。',
  ],
  state: ['State', '恢复到'],
  latest: ['The newest verified backup', '最新的已验证备份'],
  before: ['The newest verified backup before a date', '某一时刻之前最新的已验证备份'],
  date: ['Date and time', '日期和时间'],
  dateHint: ['In the time zone of this browser: {zone}.', '按此浏览器的时区：{zone}。'],
  dateMissing: ['Enter a date and a time.', '请填写日期和时间。'],
  findFailed: ['No matching backup', '没有符合的备份'],
  nothingToRestore: ['No database can be restored yet.', '还没有可恢复的数据库。'],
} as const satisfies Texts;
