import { backups } from './texts/backups.ts';
import { calendar } from './texts/calendar.ts';
import { chains } from './texts/chains.ts';
import { charts } from './texts/charts.ts';
import { common } from './texts/common.ts';
import { findings } from './texts/findings.ts';
import { history } from './texts/history.ts';
import { hosts } from './texts/hosts.ts';
import { inspect } from './texts/inspect.ts';
import { overview } from './texts/overview.ts';
import { restore } from './texts/restore.ts';
import { retention } from './texts/retention.ts';
import { session } from './texts/session.ts';
import { shell } from './texts/shell.ts';
import { stores } from './texts/stores.ts';

/** `overview.kept` is the text `kept` of the area `overview`. */
export const messages = {
  backups,
  calendar,
  chains,
  charts,
  common,
  findings,
  history,
  hosts,
  inspect,
  overview,
  restore,
  retention,
  session,
  shell,
  stores,
} as const;

export type Messages = typeof messages;
