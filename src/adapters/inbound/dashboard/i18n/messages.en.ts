import { backups } from './en/backups.ts';
import { calendar } from './en/calendar.ts';
import { charts } from './en/charts.ts';
import { common } from './en/common.ts';
import { findings } from './en/findings.ts';
import { history } from './en/history.ts';
import { inspect } from './en/inspect.ts';
import { overview } from './en/overview.ts';
import { restore } from './en/restore.ts';
import { retention } from './en/retention.ts';
import { session } from './en/session.ts';
import { shell } from './en/shell.ts';

/** The English texts define the keys and parameters of the other languages. */
export const messagesEn = {
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
} as const;

export type Messages = typeof messagesEn;
