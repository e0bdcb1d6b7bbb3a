import type { Texts } from '../translate.ts';

const BACK_UP_NOW = [
  'Make a backup now. Look in the history for the reason.',
  '现在就备份，并在历史中查看原因。',
] as const;
const CHECK_DIRECTORY = [
  'Check the backup directory: permissions, disk, mount.',
  '检查备份目录：权限、磁盘、挂载。',
] as const;
const CHECK_STATE_FOLDER = [
  'Check the permissions of the .state folder in the backup directory.',
  '检查备份目录下 .state 文件夹的权限。',
] as const;
const MAKE_ROOM = [
  'Free some disk space, keep fewer backups, or use a larger disk.',
  '腾出空间、减少保留的备份，或移到更大的磁盘。',
] as const;
const RUN_SYNC = [
  'Use “Sync now” at the store. The service also syncs by itself after a failure.',
  '在该存储上点击“立即同步”；失败后服务也会自动重试。',
] as const;

/** Each kind of finding has a sentence and, with `_do`, the next step. */
export const findings = {
  serviceMessage: ['Message of the service', '服务的消息'],
  showAll: ['Show all {count}', '显示全部 {count} 条'],
  about: ['{name}: {text}', '{name}：{text}'],
  unknown: [
    'The service reported a problem that this page does not know.',
    '服务报告了一个此页面不认识的问题。',
  ],
  unknown_do: [
    'Read the message of the service. Reload the page to get a newer version.',
    '请查看服务的消息；重新加载页面可获取新版本。',
  ],

  source_missing: ['The database file is missing.', '数据库文件不存在。'],
  source_missing_do: [
    'Check the path, and check that the disk is mounted. The backups are not affected.',
    '检查路径，以及磁盘是否已挂载。备份不受影响。',
  ],
  source_not_a_file: ['The database path is not a file.', '所配置的路径不是文件。'],
  source_not_a_file_do: [
    'Set the path of the database file in the configuration.',
    '在配置中填写数据库文件本身的路径。',
  ],
  source_unreadable: ['The service is not allowed to read the database file.', '服务无权读取数据库文件。'],
  source_unreadable_do: [
    'Run the service as the owner of the file, or grant it read access.',
    '以文件所有者的身份运行服务，或授予读取权限。',
  ],
  source_empty: ['The database file is empty.', '数据库文件是空的。'],
  source_empty_do: ['Check that your application writes to this file.', '确认应用写入的就是这个文件。'],
  source_damaged: ['The database itself is damaged.', '数据库本身已损坏。'],
  source_damaged_do: [
    'Restore the newest verified backup. Until then retention is paused.',
    '恢复最新的已验证备份。在此之前，清理保持暂停。',
  ],
  source_collapsed: ['The database has suddenly become smaller.', '数据库突然变小了。'],
  source_collapsed_do: [
    'If you removed the data on purpose, acknowledge it. Until then retention is paused.',
    '如果数据是有意删除的，请确认。在此之前，清理保持暂停。',
  ],
  another_host: ['Backups of this database come from another host.', '这个数据库的备份来自另一台主机。'],
  another_host_do: [
    'If two hosts use the same name, rename one. If the host is new, acknowledge it. Until then retention is paused.',
    '如果两台主机使用同一名称，请更改其中一个；如果主机已更换，请确认。在此之前，清理保持暂停。',
  ],
  anomaly_record_unreadable: ['The record of an anomaly cannot be read.', '一条异常记录无法读取。'],
  anomaly_record_unreadable_do: [
    'Check the database. If it is fine, acknowledge the anomaly. Until then retention is paused.',
    '检查数据库；如果一切正常，请确认此异常。在此之前，清理保持暂停。',
  ],
  database_vanished: ['The database has disappeared.', '数据库消失了。'],
  database_vanished_do: [
    'Check whether it was moved or its disk is not mounted. Its backups are kept.',
    '检查它是否被移走，或磁盘是否未挂载。它的备份会保留。',
  ],
  restore_unfinished: ['A restore started but did not finish.', '有一次恢复开始后没有完成。'],
  restore_unfinished_do: ['Undo the restore, or restore again.', '撤销这次恢复，或重新恢复一次。'],

  no_database: ['No database is configured.', '尚未配置数据库。'],
  no_database_do: [
    'Add one to the configuration: database_path or databases.',
    '在配置中指定数据库：database_path 或 databases。',
  ],
  no_databases_found: [
    'No database was found in the configured directory.',
    '在配置的目录中没有找到数据库。',
  ],
  no_databases_found_do: [
    'Check databases_directory and databases_glob in the configuration.',
    '检查配置中的 databases_directory 和 databases_glob。',
  ],
  database_name_taken: [
    'A database is not backed up: another database has the same name.',
    '有一个数据库没有备份：它与另一个数据库同名。',
  ],
  database_name_taken_do: ['Give it its own name in the configuration.', '在配置中给它设置不同的名称。'],
  databases_not_looked_through: [
    'Part of the databases directory cannot be read.',
    '数据库目录有一部分无法读取。',
  ],
  databases_not_looked_through_do: ['Grant the service read access.', '授予服务读取权限。'],

  no_verified_backup: ['There is no verified backup.', '没有已验证的备份。'],
  no_verified_backup_do: ['Make a backup now.', '现在就备份。'],
  backup_damaged: ['A backup is damaged: do not rely on it.', '有备份已损坏：请勿依赖它。'],
  backup_damaged_do: ['Make a new backup and check the disk.', '创建一个新备份，并检查磁盘。'],
  newest_not_verified: ['The newest backup is not verified.', '最新的备份尚未通过验证。'],
  newest_not_verified_do: ['Verify it to see the reason.', '验证它以查看原因。'],
  backup_too_old: ['The newest verified backup is too old.', '最新的已验证备份太旧了。'],
  backup_too_old_do: BACK_UP_NOW,
  backup_overdue: ['A scheduled backup is overdue.', '计划中的备份已逾期。'],
  backup_overdue_do: BACK_UP_NOW,
  dated_in_future: ['Backups are dated in the future.', '有备份的日期在未来。'],
  dated_in_future_do: [
    'Check the clock of this machine and of the machine that made them.',
    '检查本机以及制作这些备份的机器的时钟。',
  ],
  drill_failed: ['The last restore drill failed.', '最近一次恢复演练失败了。'],
  drill_failed_do: [
    'Run another drill. If it fails again, do not rely on that backup.',
    '再演练一次；如果仍然失败，就不要依赖那个备份。',
  ],
  drill_inconclusive: ['The last restore drill was inconclusive.', '最近一次恢复演练没有得出结论。'],
  drill_inconclusive_do: ['Look at the reason, then run another drill.', '查看原因，然后再演练一次。'],
  create_failed: ['The last backup failed.', '最近一次备份失败了。'],
  create_failed_do: [
    'Read the message of the service, then back up again.',
    '查看服务的消息，然后重新备份。',
  ],
  verify_failed: ['The last verification failed.', '最近一次验证失败了。'],
  verify_failed_do: ['Read the message of the service, then verify again.', '查看服务的消息，然后重新验证。'],
  cleanup_failed: ['The last cleanup failed.', '最近一次清理失败了。'],
  cleanup_failed_do: ['Look at the preview of the next cleanup.', '查看下次清理的预览。'],
  run_interrupted: [
    'A run was interrupted: its process ended too early.',
    '有一次运行被中断：它的进程提前结束了。',
  ],
  run_interrupted_do: [
    'Look for the cause: a kill, too little memory, a power failure. The next run removes its leftovers.',
    '查找原因：被终止、内存不足或断电。下一次运行会清理残留文件。',
  ],

  no_backups: ['There are no backups yet.', '还没有备份。'],
  no_backups_do: ['Make the first backup.', '创建第一个备份。'],
  backups_unknown: ['The age of the backups is unknown.', '无法得知备份的新旧。'],
  backups_unknown_do: ['Make the backup directory readable.', '让备份目录可以读取。'],
  directory_not_writable: ['Backups cannot be written.', '无法写入备份。'],
  directory_not_writable_do: CHECK_DIRECTORY,
  directory_not_listable: ['Backups cannot be listed.', '无法列出备份。'],
  directory_not_listable_do: CHECK_DIRECTORY,
  manifest_damaged: ['The manifest of a backup is damaged.', '有备份的清单已损坏。'],
  manifest_damaged_do: [
    'Verify the file. If its content is good, copy it to a safe place.',
    '验证该文件；如果内容完好，请另存一份。',
  ],
  anomalies_unreadable: ['The record of anomalies cannot be read.', '异常记录无法读取。'],
  anomalies_unreadable_do: CHECK_STATE_FOLDER,
  journal_unreadable: ['The run history cannot be read.', '运行历史无法读取。'],
  journal_unreadable_do: CHECK_STATE_FOLDER,
  journal_not_writable: ['Runs are not recorded in the run history.', '运行没有记入运行历史。'],
  journal_not_writable_do: [
    'Free some disk space, or fix the permissions of the .state folder.',
    '腾出空间，或修正 .state 文件夹的权限。',
  ],
  journal_torn: ['Some lines of the run history cannot be read.', '运行历史中有些行无法读取。'],
  journal_torn_do: [
    'A crash damages the line that it was writing. If the number grows, check the disk.',
    '崩溃会损坏正在写入的那一行。如果数量增加，请检查磁盘。',
  ],
  notifications_failing: ['Notifications are not delivered.', '通知无法送达。'],
  notifications_failing_do: [
    'Correct notify in the configuration, then run: backup-manager notify test',
    '更正配置中的 notify，然后执行：backup-manager notify test',
  ],

  copies_missing: ['The newest backup has too few copies.', '最新备份的副本太少。'],
  copies_missing_do: RUN_SYNC,
  offsite_missing: ['The newest backup has no copy off-site.', '最新备份没有异地副本。'],
  offsite_missing_do: RUN_SYNC,
  store_unreachable: ['A store cannot be reached.', '有存储无法访问。'],
  store_unreachable_do: [
    'Check its mount, network and credentials. Then test it below.',
    '检查挂载、网络和凭据，然后在下方测试它。',
  ],
  store_lagging: ['A store lacks backups.', '有存储缺少备份。'],
  store_lagging_do: RUN_SYNC,

  disk_nearly_full: ['The backup disk is nearly full.', '备份所在的磁盘快满了。'],
  disk_nearly_full_do: MAKE_ROOM,
  disk_below_reserve: ['The disk has too little free space for a backup.', '磁盘剩余空间不足以备份。'],
  disk_below_reserve_do: MAKE_ROOM,
  disk_filling_up: ['The backup disk is filling up.', '备份所在的磁盘正在逐渐填满。'],
  disk_filling_up_in: [
    {
      one: 'At this rate the backup disk is full in one day.',
      other: 'At this rate the backup disk is full in {count} days.',
    },
    '按目前的速度，备份所在的磁盘将在 {count} 天后填满。',
  ],
  disk_filling_up_do: ['Keep fewer backups, or use a larger disk.', '减少保留的备份，或移到更大的磁盘。'],
  disk_unknown: ['The disk usage is unknown.', '无法得知磁盘的使用情况。'],
  disk_unknown_do: [
    'Check that the backup directory exists and can be read.',
    '检查备份目录是否存在且可以读取。',
  ],

  step_verify: ['Verify it', '验证'],
  step_drill: ['Run a drill', '开始演练'],
  stepCleanup: ['Preview cleanup', '预览清理'],
  step_acknowledge: ['Acknowledge', '确认'],
  step_undo: ['Undo the restore', '撤销恢复'],
  step_run: ['Open the run', '打开运行记录'],
  stepBackups: ['Open its backups', '查看它的备份'],
  busy_verify: ['Verifying…', '正在验证…'],
  busy_drill: ['Running the drill…', '正在演练…'],
  busy_undo: ['Undoing…', '正在撤销…'],
  busy_acknowledge: ['Acknowledging…', '正在确认…'],
  stepFailed: ['The step failed', '操作失败'],

  acknowledgeTitle: ['Do you accept the new state of {name}?', '接受 {name} 的新状态吗？'],
  acknowledgeText: [
    'The anomaly counts as acknowledged. Retention continues and may remove old backups.',
    '异常视为已确认。清理将继续，可能删除它的旧备份。',
  ],
  acknowledgeAction: ['Accept the new state', '接受新状态'],
  undoTitle: ['Undo the last restore of {name}?', '撤销 {name} 的上一次恢复？'],
  undoText: [
    'The database returns to its content before the restore. Its present content is kept as a backup first, so you can undo this too.',
    '数据库会回到恢复之前的内容。当前内容会先保存为备份，因此这一步也可以撤销。',
  ],
} as const satisfies Texts;
