import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import { MIB } from '../../../domain/units.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import type { ObjectStorage, StoredObject } from './object-storage.ts';

const FORMAT = 1;
const MAX_FILE_BYTES = 512 * MIB;
/** A record has some kilobytes. Larger objects are read each time. */
const MAX_TEXT_LENGTH = MIB;

const entry = z.tuple([z.string(), z.string(), z.string()]);
const cacheDocument = z.object({
  format: z.literal(FORMAT),
  store: z.string(),
  sha256: z.string(),
  entries: z.array(entry),
});

interface CachedText {
  readonly version: string;
  readonly text: string;
}

/**
 * The texts of manifests and states by the version of their objects: an unchanged record is read once. They are kept in
 * memory, and for the next process in a file, which can be deleted at any time.
 */
export class RecordCache {
  readonly #storage: ObjectStorage;
  readonly #file: string | undefined;
  /** By key. */
  readonly #texts = new Map<string, CachedText>();
  #loading: Promise<void> | undefined;
  #isChanged = false;

  /** @param file absolute path */
  constructor(storage: ObjectStorage, file: string | undefined) {
    this.#storage = storage;
    this.#file = file;
  }

  /** The text of a listed record; `undefined` when it is gone. */
  async text({ key, version }: StoredObject): Promise<string | undefined> {
    await (this.#loading ??= this.#load());
    const known = this.#texts.get(key);
    if (known?.version === version) return known.text;
    const bytes = await this.#storage.read(key);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    if (text.length <= MAX_TEXT_LENGTH) {
      this.#texts.set(key, { version, text });
      this.#isChanged = true;
    }
    return text;
  }

  /** After a listing below `prefix`: drops what is gone, and writes the file if something changed. */
  async keepOnly(prefix: string, keys: ReadonlySet<string>): Promise<void> {
    await (this.#loading ??= this.#load());
    for (const key of this.#texts.keys()) {
      if (!key.startsWith(prefix) || keys.has(key)) continue;
      this.#texts.delete(key);
      this.#isChanged = true;
    }
    if (!this.#isChanged) return;
    this.#isChanged = false;
    await this.#save();
  }

  async #load(): Promise<void> {
    if (this.#file === undefined) return;
    try {
      const parsed = cacheDocument.parse(
        JSON.parse(await readSmallFile(this.#file, { maxBytes: MAX_FILE_BYTES })),
      );
      // A changed text would make a good manifest look damaged.
      if (parsed.store !== this.#storage.location || parsed.sha256 !== digestOf(parsed.entries)) return;
      for (const [key, version, text] of parsed.entries) this.#texts.set(key, { version, text });
    } catch {
      // Missing or damaged: the records are read from the storage.
    }
  }

  async #save(): Promise<void> {
    if (this.#file === undefined) return;
    const entries = [...this.#texts].map(([key, { version, text }]): z.infer<typeof entry> => [
      key,
      version,
      text,
    ]);
    const document: z.infer<typeof cacheDocument> = {
      format: FORMAT,
      store: this.#storage.location,
      sha256: digestOf(entries),
      entries,
    };
    // Without the file, the next process reads the records again. Two processes that write at the same time may damage
    // it; its digest shows that.
    await write(this.#file, JSON.stringify(document)).catch(() => undefined);
  }
}

async function write(file: string, text: string): Promise<void> {
  await makeDirectory(dirname(file));
  await writeAtomically(file, text, `${file}.part`, 'w');
}

function digestOf(entries: readonly z.infer<typeof entry>[]): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
