import { removeInDirectory } from '../files/remove-file.ts';
import { lockBytePage } from './database-header.ts';
import { PageDigester } from './page-digester.ts';
import { PAGE_DIGEST_BYTES, PageTableWriter, type PageTableReader } from './page-table-file.ts';

interface TableOptions {
  readonly pageSize: number;
  /** The largest block. */
  readonly blockBytes: number;
  /** False: the table has only facts. */
  readonly digestPages: boolean;
  /** Absent: no page is compared. */
  readonly parent?: PageTableReader | undefined;
}

/** Writes the page table of an image as its blocks pass, and notes the pages that differ from the parent. */
export class PageTableBuilder {
  readonly table: PageTableWriter;
  readonly #digester: PageDigester | undefined;
  readonly #parent: PageTableReader | undefined;
  readonly #lockBytePage: number;
  readonly #changed: number[] = [];
  #pages = 0;

  private constructor(
    table: PageTableWriter,
    digester: PageDigester | undefined,
    { pageSize, parent }: TableOptions,
  ) {
    this.table = table;
    this.#lockBytePage = lockBytePage(pageSize);
    this.#digester = digester;
    this.#parent = parent;
  }

  /** @throws BackupDirectoryException */
  static async create(path: string, options: TableOptions): Promise<PageTableBuilder> {
    // An earlier attempt may have left one.
    await removeInDirectory(path);
    const table = await PageTableWriter.create(path);
    const digester = options.digestPages ? new PageDigester(options.pageSize, options.blockBytes) : undefined;
    return new PageTableBuilder(table, digester, options);
  }

  /** Takes the next pages of the image. Resolves when their memory may be reused. */
  async take(block: Buffer): Promise<void> {
    await this.#digester?.submit(block, (digests) => {
      this.table.append(digests);
      this.#compare(digests);
    });
  }

  /**
   * The pages that differ from the parent, in ascending order, when all blocks were taken. Page 1 is always one, so that
   * each delta has a frame; the page of SQLite's locks never is.
   */
  async changedPages(): Promise<readonly number[]> {
    await this.#digester?.drain();
    return this.#changed;
  }

  async close(): Promise<void> {
    await this.#digester?.close();
  }

  #compare(digests: Buffer): void {
    const count = digests.length / PAGE_DIGEST_BYTES;
    const before = this.#parent?.next(count);
    const first = this.#pages + 1;
    this.#pages += count;
    if (before === undefined) return;
    if (first > 1 && before.equals(digests)) return;
    for (let at = 0; at < count; at += 1) {
      const start = at * PAGE_DIGEST_BYTES;
      const end = start + PAGE_DIGEST_BYTES;
      const isEqual = end <= before.length && digests.compare(before, start, end, start, end) === 0;
      const page = first + at;
      if (page !== this.#lockBytePage && (!isEqual || page === 1)) this.#changed.push(page);
    }
  }
}
