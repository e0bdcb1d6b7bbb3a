import type { Messages } from './messages.en.ts';
import type { Translated } from './translate.ts';
import { backups } from './zh-cn/backups.ts';
import { calendar } from './zh-cn/calendar.ts';
import { charts } from './zh-cn/charts.ts';
import { common } from './zh-cn/common.ts';
import { findings } from './zh-cn/findings.ts';
import { history } from './zh-cn/history.ts';
import { inspect } from './zh-cn/inspect.ts';
import { overview } from './zh-cn/overview.ts';
import { restore } from './zh-cn/restore.ts';
import { retention } from './zh-cn/retention.ts';
import { session } from './zh-cn/session.ts';
import { shell } from './zh-cn/shell.ts';

export const messagesZhCn = {
  backups,
  calendar,
  charts,
  common,
  findings,
  history,
  inspect,
  overview,
  restore,
  retention,
  session,
  shell,
} as const satisfies Translated<Messages>;
