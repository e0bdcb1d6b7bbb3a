import type { Tool } from './tools.ts';

/**
 * One way to do a job, as a line of shell. It finds the database (or, for a restore, the backup) at `$SOURCE`, an
 * empty folder at `$FOLDER`, and leaves what it stores at `$FOLDER/stored`.
 */
export interface Contender {
  readonly name: string;
  /** Markdown. */
  readonly title: string;
  readonly isOurs: boolean;
  readonly needs: readonly Tool[];
  /** Runs before, untimed. */
  readonly preparation?: string;
  readonly script: string;
  /** What it took by its own record, where that is asked for instead of the wall clock. */
  readonly recordedSeconds?: (storedFolder: string) => number;
}

/** The product's command line. */
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
