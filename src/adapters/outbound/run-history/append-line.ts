import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { syncDirectory } from '../codec/durability.ts';
import { assertSuitable, openFlag } from '../files/read-small-file.ts';

const LINE_END = 0x0a;
/** A pipe in its place must not be waited for. */
const APPEND =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | openFlag('O_NONBLOCK') | openFlag('O_NOFOLLOW');

/**
 * Appends a line durably, beside other processes that do the same: one system call in append mode for all of it, so
 * that no line is torn by another's.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  for (;;) {
    // Opened anew for each line: somebody may have set the file aside since, and the next one has its name now.
    const file = await open(path, APPEND, 0o600);
    try {
      const facts = await file.stat();
      assertSuitable(facts, path, Number.POSITIVE_INFINITY);
      const { size } = facts;
      // What a crash tore must not swallow the line after it.
      await writeAtOnce(file, path, (await endsInMidLine(file, size)) ? `\n${line}\n` : `${line}\n`);
      await file.sync();
      if (size === 0) await syncDirectory(dirname(path));
      // Whoever set it aside between open and write may have dropped it as well: then the line is nowhere.
      if ((await file.stat()).nlink > 0) return;
    } finally {
      await file.close();
    }
  }
}

async function endsInMidLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== LINE_END;
}

async function writeAtOnce(file: FileHandle, path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, null);
  if (bytesWritten === bytes.length) return;
  throw new BackupDirectoryException(`no room left: ${path}`, {
    hint: 'Free disk space, clean up old backups (backup-manager cleanup) or move backup_dir to a larger disk.',
    details: { path },
  });
}
