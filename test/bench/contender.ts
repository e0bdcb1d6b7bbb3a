import type { Tool } from './tools.ts';

/**
 * One way to do a job, as a line of shell. `$SOURCE` is the database (or, for a restore, the backup), `$FOLDER` an empty
 * folder; the result goes to `$FOLDER/stored`.
 */
export interface Contender {
  readonly name: string;
  /** Markdown. */
  readonly title: string;
  readonly isOurs: boolean;
  readonly needs: readonly Tool[];
  /** Runs before the measurement. */
  readonly preparation?: string;
  readonly script: string;
  /** The duration that the command itself reports, instead of the wall clock. */
  readonly recordedSeconds?: (storedFolder: string) => number;
}

export function ours(
  name: string,
  command: string,
  details: Partial<Contender> & { readonly settings?: string } = {},
): Contender {
  const { settings = '', ...rest } = details;
  const title = `\`${[settings, 'backup-manager', command].join(' ').trim().replaceAll('"$SOURCE"', '…')}\``;
  const script = `${settings} "$NODE" "$CLI" ${command} --json`.trim();
  return { name, title, script, isOurs: true, needs: [], ...rest };
}

export function theirs(
  name: string,
  title: string,
  needs: readonly Tool[],
  script: string,
  preparation?: string,
): Contender {
  return { name, title, needs, script, isOurs: false, ...(preparation !== undefined && { preparation }) };
}
