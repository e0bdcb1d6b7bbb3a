import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SourceFileFacts, SourceFiles } from '../../../application/ports/source-files.ts';
import { statIfThere, realPathOf } from '../files/existing-files.ts';

/** Uses `stat` and `access` only: neither touches a lock. */
export class FilesystemSourceFiles implements SourceFiles {
  async describe(path: string): Promise<SourceFileFacts> {
    const real = await realPathOf(path);
    const facts = await statIfThere(real);
    const wal = await statIfThere(`${real}-wal`);
    return {
      path: real,
      baseName: basename(path),
      pathDigest: createHash('sha256').update(real).digest('hex'),
      identity: facts && `${String(facts.dev)}:${String(facts.ino)}`,
      kind: kindOf(facts),
      sizeBytes: facts?.isFile() === true ? facts.size : 0,
      walBytes: wal?.isFile() === true ? wal.size : 0,
      readable: await access(real, constants.R_OK).then(
        () => true,
        () => false,
      ),
    };
  }
}

function kindOf(facts: Stats | undefined): SourceFileFacts['kind'] {
  if (facts === undefined) return 'missing';
  if (facts.isFile()) return 'file';
  return facts.isDirectory() ? 'directory' : 'other';
}
