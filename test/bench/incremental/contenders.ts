import type { Tool } from '../tools.ts';

/**
 * A tool that makes one backup after another into `$FOLDER/$NAME`. Its script gets the name of the step in `$STEP`;
 * the product also gets `$DIFF_HOURS`, which makes a delta a diff or an incr.
 */
export interface SeriesContender {
  readonly name: string;
  /** Markdown. */
  readonly title: string;
  readonly isOurs: boolean;
  readonly needs: readonly Tool[];
  readonly preparation?: string;
  readonly script: string;
}

/** Values of `diff_interval_hours`, by the type of the delta. */
export const DIFF_HOURS = { diff: '0', incr: '876000' } as const;

/** Long enough that no second full is made. */
const FULL_HOURS = '876000';

export const FULLS_ONLY: SeriesContender = ours('fulls', '`backup-manager create`, every backup a full', '0');

export const INCREMENTAL: SeriesContender = ours(
  'incremental',
  '`backup-manager create`, `full_interval_hours` above 0',
  FULL_HOURS,
);

const RESTIC: SeriesContender = {
  name: 'restic',
  title: '`restic backup` of the bare file',
  isOurs: false,
  needs: ['restic'],
  preparation: 'restic -q -r "$FOLDER/$NAME" init',
  script: 'restic -q -r "$FOLDER/$NAME" backup "$SOURCE"',
};

/** restic has no settings for the size of its chunks. Those of borg are in its documentation, under Additional Notes. */
export const SERIES_CONTENDERS: readonly SeriesContender[] = [
  INCREMENTAL,
  FULLS_ONLY,
  RESTIC,
  borg('borg', ''),
  borg('borg-small', ' --chunker-params buzhash,10,23,16,4095'),
  borg('borg-fixed', ' --chunker-params fixed,4096'),
];

function ours(name: string, title: string, fullHours: string): SeriesContender {
  const settings = `BACKUP_DIR="$FOLDER/$NAME" BACKUP_FULL_INTERVAL_HOURS=${fullHours}`;
  const intervals = `${settings} BACKUP_DIFF_INTERVAL_HOURS="$DIFF_HOURS"`;
  const script = `${intervals} "$NODE" "$CLI" create "$SOURCE" --compression zstd --json`;
  return { name, title, isOurs: true, needs: [], script };
}

function borg(name: string, flags: string): SeriesContender {
  return {
    name,
    title: `\`borg create${flags}\` of the bare file`,
    isOurs: false,
    needs: ['borg'],
    preparation: 'borg init --encryption none "$FOLDER/$NAME"',
    script: `borg create --compression zstd,3${flags} "$FOLDER/$NAME::$STEP" "$SOURCE"`,
  };
}
