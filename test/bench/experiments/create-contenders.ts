import { ours, theirs, type Contender } from '../contender.ts';

const create = 'create "$SOURCE"';

/** Measured at large sizes too. */
export const LARGE_CREATE = ['ours-zstd', 'ours-zstd-verified', 'zstd'];

/** @param pigzLevel the level at which pigz stores about as many bytes as the product's gzip */
export function createContenders(pigzLevel: number): readonly Contender[] {
  const backup = `sqlite3 "$SOURCE" ".backup '$FOLDER/scratch'"`;
  return [
    ours('ours-none', `${create} --no-verify --compression none`),
    ours('ours-none-unchecked', `${create} --no-verify --compression none`, {
      settings: 'BACKUP_SOURCE_CHECK=none',
    }),
    theirs('cp', '`cp`, then `sync -f`', [], 'cp "$SOURCE" "$FOLDER/stored" && sync -f "$FOLDER/stored"'),
    theirs('vacuum', '`VACUUM INTO`', ['sqlite3'], `sqlite3 "$SOURCE" "VACUUM INTO '$FOLDER/stored'"`),
    ours('ours-zstd', `${create} --no-verify --compression zstd`),
    theirs(
      'backup-zstd',
      '`sqlite3 .backup`, then `zstd -1`',
      ['sqlite3', 'zstd'],
      `${backup} && zstd -q -1 -T$CORES "$FOLDER/scratch" -o "$FOLDER/stored"`,
    ),
    theirs(
      'zstd',
      '`zstd -1 < db` (the bare limit, no backup)',
      ['zstd'],
      'zstd -q -1 -T$CORES < "$SOURCE" > "$FOLDER/stored"',
    ),
    ours('ours-gzip', `${create} --no-verify --compression gzip`),
    theirs(
      'backup-pigz',
      `\`sqlite3 .backup\`, then \`pigz -${pigzLevel}\``,
      ['sqlite3', 'pigz'],
      `${backup} && pigz -${pigzLevel} -c "$FOLDER/scratch" > "$FOLDER/stored"`,
    ),
    theirs(
      'pigz',
      '`pigz -1 < db` (the bare limit, no backup)',
      ['pigz'],
      'pigz -1 < "$SOURCE" > "$FOLDER/stored"',
    ),
    ours('ours-zstd-verified', `${create} --compression zstd`),
    theirs(
      'restic',
      '`restic backup` (first, of the bare file)',
      ['restic'],
      'restic -q -r "$FOLDER/stored" backup "$SOURCE"',
      'restic -q -r "$FOLDER/stored" init',
    ),
    theirs(
      'borg',
      '`borg create --compression zstd,3` (first, of the bare file)',
      ['borg'],
      'borg create --compression zstd,3 "$FOLDER/stored::first" "$SOURCE"',
      'borg init --encryption none "$FOLDER/stored"',
    ),
  ];
}
