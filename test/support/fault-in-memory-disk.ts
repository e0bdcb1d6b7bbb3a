import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { BackupDirectoryException } from '../../src/domain/exceptions/backup-directory-exception.ts';

/** An in-memory disk on which one change fails, for example the third write or the first rename. */
export class FaultInMemoryDisk extends InMemoryDisk {
  #remaining: { write: number; rename: number } = { write: Infinity, rename: Infinity };

  failAt(kind: 'write' | 'rename', nth: number): void {
    this.#remaining[kind] = nth;
  }

  override write(path: string, content: Uint8Array | string, modifiedAt?: Date): void {
    this.#count('write', path);
    super.write(path, content, modifiedAt);
  }

  override rename(from: string, to: string): void {
    this.#count('rename', to);
    super.rename(from, to);
  }

  #count(kind: 'write' | 'rename', path: string): void {
    this.#remaining[kind] -= 1;
    if (this.#remaining[kind] !== 0) return;
    throw new BackupDirectoryException(`injected fault: ${kind} of ${path}`, { hint: 'none' });
  }
}
