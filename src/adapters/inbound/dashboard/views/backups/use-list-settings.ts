import { useEffect, useRef, useState } from 'preact/hooks';
import { hashOf, route, type Query } from '../../state/route.ts';
import { filterOf, queryOfFilter, type BackupFilter } from './backup-filter.ts';
import { orderOf, queryOfOrder, type BackupOrder } from './backup-order.ts';

export interface ListSettings {
  readonly filter: BackupFilter;
  readonly order: BackupOrder;
}

interface ListSettingsUse extends ListSettings {
  readonly change: (changes: Partial<ListSettings>) => void;
  readonly query: Query;
}

/** Browsers limit how often a page may change its address. */
const WRITE_AFTER_MS = 250;

/** Changes apply at once and are written to the address without a new history entry. */
export function useListSettings(): ListSettingsUse {
  const [settings, setSettings] = useState(() => settingsOf(route.value.query));
  const written = useRef(textOf(route.value.query));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const current = route.value.query;
  useEffect(() => {
    if (textOf(current) === written.current) return;
    written.current = textOf(current);
    clearTimeout(timer.current);
    setSettings(settingsOf(current));
  }, [current]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (changes: Partial<ListSettings>): void => {
    const next = { ...settings, ...changes };
    setSettings(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const query = queryOf(next);
      written.current = textOf(query);
      location.replace(hashOf('backups', route.value.item, query));
    }, WRITE_AFTER_MS);
  };
  return { ...settings, change, query: queryOf(settings) };
}

function settingsOf(query: Query): ListSettings {
  return { filter: filterOf(query), order: orderOf(query) };
}

function queryOf({ filter, order }: ListSettings): Query {
  return { ...queryOfFilter(filter), ...queryOfOrder(order) };
}

function textOf(query: Query): string {
  return new URLSearchParams(query).toString();
}
