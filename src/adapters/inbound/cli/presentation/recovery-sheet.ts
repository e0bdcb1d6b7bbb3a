import { printable } from './printable.ts';

export interface NewKey {
  readonly recipient: string;
  readonly identityFile: string;
  readonly stores: readonly { readonly name: string; readonly location: string }[];
}

/** All that a restore needs where this program is not installed. */
export function recoverySheet({ recipient, identityFile, stores }: NewKey): string {
  const file = printable(identityFile);
  return [
    recipient,
    '',
    'To encrypt backups, set encryption_recipients to this recipient.',
    `To open them here, set encryption_identity_file to ${file}.`,
    '',
    'RECOVERY SHEET: print it, and keep it with a copy of the identity file away from this machine.',
    '',
    `Identity file  ${file}`,
    `Recipient      ${recipient}`,
    ...stores.map(
      ({ name, location }, index) =>
        `${index === 0 ? 'Backups        ' : '               '}${name}: ${printable(location)}`,
    ),
    '',
    'To restore without backup-manager, with age, gunzip or zstd, and sqlite3:',
    '',
    `  age -d -i ${nameOf(file)} BACKUP.db.gz.age  | gunzip  > restored.db`,
    `  age -d -i ${nameOf(file)} BACKUP.db.zst.age | zstd -d > restored.db`,
    `  age -d -i ${nameOf(file)} BACKUP.db.age               > restored.db`,
    "  sqlite3 restored.db 'PRAGMA integrity_check'",
    '',
    'The newest backup has the latest time in its name: NAME-YYYYMMDDTHHMMSSmmmZ.db.gz.age, in UTC.',
    'Without the identity file the backups cannot be opened.',
  ].join('\n');
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
