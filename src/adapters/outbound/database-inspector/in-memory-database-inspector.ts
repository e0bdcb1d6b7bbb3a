import type { DatabaseInspector } from '../../../application/ports/database-inspector.ts';
import type { Check, CheckResult, ContentLevel } from '../../../domain/verification/verification.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';

const CHECKS_OF = {
  quick: ['quick_check'],
  full: ['integrity_check', 'foreign_key_check'],
} satisfies Record<ContentLevel, readonly string[]>;

/** Inspects databases on an in-memory disk: what begins as SQLite files do is sound, anything else is not. */
export class InMemoryDatabaseInspector implements DatabaseInspector {
  /** Why nothing can be checked, a missing collation for instance; then every check is inconclusive. */
  inconclusive: string | undefined;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    signal.throwIfAborted();
    const bytes = this.#disk.read(databasePath);
    if (bytes === undefined) {
      throw new BackupNotFoundException(`no database at ${databasePath}`, {
        hint: 'List the backups to see which are there.',
        details: { path: databasePath },
      });
    }
    const [result, detail] = this.#verdict(bytes);
    return Promise.resolve(CHECKS_OF[level].map((name) => ({ name, result, detail })));
  }

  #verdict(bytes: Uint8Array): readonly [CheckResult, string] {
    if (bytes.length === 0) return ['failed', 'the file is empty'];
    if (!beginsAsDatabase(bytes)) return ['failed', 'file is not a database'];
    if (this.inconclusive !== undefined) return ['inconclusive', this.inconclusive];
    return ['ok', 'ok'];
  }
}
