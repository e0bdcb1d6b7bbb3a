import { newestFirst, type PlaceInList } from '../../../../domain/backup/backup.ts';
import { UsageException } from '../../../../domain/exceptions/usage-exception.ts';

export interface Page<T> {
  readonly backups: readonly T[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

/**
 * One page of a list, newest first. A cursor is a position in the order, not an index: backups created or removed
 * between two requests do not shift the pages.
 *
 * @throws UsageException invalid cursor
 */
export function paginate<T extends PlaceInList>(
  backups: readonly T[],
  limit: number | undefined,
  cursor: string | undefined,
): Page<T> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const rest = after === undefined ? backups : backups.filter((backup) => newestFirst(after, backup) < 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { backups: page, nextCursor: page.length < rest.length && last ? cursorAt(last) : null };
}

function cursorAt({ createdAt, filename }: PlaceInList): string {
  return Buffer.from(`${createdAt.toISOString()} ${filename}`).toString('base64url');
}

function placeOf(cursor: string): PlaceInList {
  const text = Buffer.from(cursor, 'base64url').toString();
  const { time = '', filename = '' } = /^(?<time>\S+) (?<filename>.+)$/s.exec(text)?.groups ?? {};
  const createdAt = new Date(time);
  if (!Number.isNaN(createdAt.getTime())) return { createdAt, filename };
  throw new UsageException('query.cursor: it is no next_cursor of this list', {
    hint: 'Start again without a cursor.',
  });
}
