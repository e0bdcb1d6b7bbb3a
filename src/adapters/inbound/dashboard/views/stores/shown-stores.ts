import { computed } from '@preact/signals';
import type { Backup, Store } from '../../api/types.ts';
import { stores } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';

/** The configured stores, the primary one first; empty for a single store: then the page does not mention stores. */
export const shownStores = computed<readonly Store[]>(() => {
  const known = stores.value.value?.stores ?? [];
  return known.length < 2 ? [] : known;
});

export function hasStores(): boolean {
  return shownStores.value.length > 0;
}

/** Reads the stores while the component is mounted. */
export function useShownStores(): readonly Store[] {
  useResource(stores);
  return shownStores.value;
}

type Copy = Backup['copies'][number];

export type CopyState = 'verified' | 'unverified' | 'damaged';

export const COPY_STYLES = {
  verified: { tone: 'safe', icon: 'safe' },
  unverified: { tone: 'attention', icon: 'attention' },
  damaged: { tone: 'critical', icon: 'critical' },
} as const;

export function copyState({ verified, damage_kind: damageKind }: Copy): CopyState {
  if (damageKind !== null) return 'damaged';
  return verified ? 'verified' : 'unverified';
}

export interface CopyPlace {
  readonly store: Store;
  /** `undefined`: the store has none, or is unreachable. */
  readonly copy: Copy | undefined;
  /** The store whose copy can be copied here; `undefined`: nothing is to be copied. */
  readonly source: string | undefined;
}

/** Each store with its copy of the backup. */
export function copyPlaces(
  { copies, managed }: Pick<Backup, 'copies' | 'managed'>,
  stores: readonly Store[],
): readonly CopyPlace[] {
  return stores.map((store) => {
    const copy = copies.find((one) => one.store === store.name);
    const isWanted = managed && store.reachable && (copy === undefined || copyState(copy) === 'damaged');
    return { store, copy, source: isWanted ? sourceOf(copies, store.name) : undefined };
  });
}

/** Verified copies come first; a damaged one is never copied. */
function sourceOf(copies: readonly Copy[], target: string): string | undefined {
  const others = copies.filter((copy) => copy.store !== target && copyState(copy) !== 'damaged');
  return (others.find(({ verified }) => verified) ?? others[0])?.store;
}

/** Backups with few good copies first. */
export function goodCopies({ copies }: Pick<Backup, 'copies'>): number {
  return copies.filter((copy) => copyState(copy) === 'verified').length;
}
