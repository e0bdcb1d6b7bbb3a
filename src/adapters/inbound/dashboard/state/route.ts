import { signal } from '@preact/signals';

export type ViewName = 'overview' | 'backups' | 'retention' | 'history' | 'hosts';

export type Query = Readonly<Record<string, string>>;

interface Route {
  readonly view: ViewName;
  /** A file name of a backup or an id of a run. */
  readonly item: string | undefined;
  readonly query: Query;
}

export const VIEWS: readonly ViewName[] = ['overview', 'backups', 'retention', 'history', 'hosts'];
const WITH_ITEMS: readonly ViewName[] = ['backups', 'history'];

/** `#/backups/app-….db.gz?inspect=1`; an unknown hash is the overview. */
export function routeOf(hash: string): Route {
  const [path = '', queryText = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name = '', ...rest] = path.split('/');
  const view = VIEWS.find((known) => known === name) ?? 'overview';
  const item = WITH_ITEMS.includes(view) ? decoded(rest.join('/')) : undefined;
  return { view, item, query: Object.fromEntries(new URLSearchParams(queryText)) };
}

/** @param item only for `backups` and `history` */
export function hashOf(view: ViewName, item?: string, query: Query = {}): string {
  const path = view === 'overview' ? '' : view;
  const tail = item === undefined ? '' : `/${encodeURIComponent(item)}`;
  const parameters = new URLSearchParams(query).toString();
  return `#/${path}${tail}${parameters === '' ? '' : `?${parameters}`}`;
}

/** Without undefined values. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): Query {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export const route = signal<Route>(routeOf(''));

export function navigate(view: ViewName, item?: string, query?: Query): void {
  location.hash = hashOf(view, item, query);
}

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
