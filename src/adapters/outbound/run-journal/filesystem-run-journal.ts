import { join } from 'node:path';
import type { JournalRecord } from '../../../domain/journal/journal-entry.ts';
import { runsOnRecord } from '../../../domain/journal/runs-on-record.ts';
import type { JournalReading, RunJournal } from '../../../application/ports/run-journal.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { JournalFiles } from './journal-files.ts';
import { formatLine, parseLine } from './journal-line.ts';
import { isDead, ownProcess, type ProcessIdentity } from '../child-process/process-identity.ts';

/** Keeps the journal as lines of JSON in `.state/journal.jsonl` of the backup directory. */
export class FilesystemRunJournal implements RunJournal {
  readonly #files: JournalFiles;
  readonly #process: ProcessIdentity;

  /**
   * @param maxRuns the most runs that are kept
   * @param process who appends
   */
  constructor(backupDirectory: string, maxRuns: number, process = ownProcess()) {
    this.#files = new JournalFiles(join(backupDirectory, '.state'), maxRuns);
    this.#process = process;
  }

  async append(record: JournalRecord): Promise<void> {
    try {
      await this.#files.append(formatLine(record, this.#process));
    } catch (error) {
      throw directoryException(error, this.#files.activePath);
    }
  }

  async read(): Promise<JournalReading> {
    const lines = await this.#lines();
    const records = lines.map(parseLine).filter((record) => record !== undefined);
    const own = ownProcess();
    return {
      entries: runsOnRecord(records, (beginning) => isDead(beginning.process, own)),
      unreadableLines: lines.length - records.length,
    };
  }

  async #lines(): Promise<readonly string[]> {
    try {
      return await this.#files.lines();
    } catch (error) {
      throw directoryException(error, this.#files.activePath);
    }
  }
}
