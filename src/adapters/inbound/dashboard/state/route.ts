import { signal } from '@preact/signals';

export type ViewName = 'overview' | 'backups' | 'retention' | 'history';

export interface Route {
  readonly view: ViewName;
  /** What of it: a backup's file name, a run's id. */
  readonly item: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

export const VIEWS: readonly ViewName[] = ['overview', 'backups', 'retention', 'history'];
const WITH_ITEMS: readonly ViewName[] = ['backups', 'history'];

/** The place that a hash such as `#/backups/app-….db.gz?inspect=1` means; the overview where it means none. */
export function routeOf(hash: string): Route {
  const [path = '', queryText = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name = '', ...rest] = path.split('/');
  const view = VIEWS.find((known) => known === name) ?? 'overview';
  const item = WITH_ITEMS.includes(view) ? decoded(rest.join('/')) : undefined;
  return { view, item, query: Object.fromEntries(new URLSearchParams(queryText)) };
}

/** @param item only `backups` and `history` have any */
export function hashOf(view: ViewName, item?: string, query: Readonly<Record<string, string>> = {}): string {
  const path = view === 'overview' ? '' : view;
  const tail = item === undefined ? '' : `/${encodeURIComponent(item)}`;
  const parameters = new URLSearchParams(query).toString();
  return `#/${path}${tail}${parameters === '' ? '' : `?${parameters}`}`;
}

export const route = signal<Route>(routeOf(''));

/** Goes there; the browser's way back leads here. */
export function navigate(view: ViewName, item?: string, query?: Readonly<Record<string, string>>): void {
  location.hash = hashOf(view, item, query);
}

/** Follows the address bar for as long as the page lives. */
export function followAddress(): void {
  const read = (): void => {
    route.value = routeOf(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
