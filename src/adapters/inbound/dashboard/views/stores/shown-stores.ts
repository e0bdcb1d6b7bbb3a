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

/** `not_restorable`: the file is good, and one of the backups below it is missing or damaged in this store. */
export type CopyState = 'verified' | 'unverified' | 'not_restorable' | 'damaged';

export const COPY_STYLES = {
  verified: { tone: 'safe', icon: 'safe' },
  unverified: { tone: 'attention', icon: 'attention' },
  not_restorable: { tone: 'critical', icon: 'critical' },
  damaged: { tone: 'critical', icon: 'critical' },
} as const;

export function copyState({ verified, damage_kind: damageKind }: Copy): CopyState {
  if (damageKind !== null) return damageKind === 'not_restorable' ? damageKind : 'damaged';
  return verified ? 'verified' : 'unverified';
}

export function isUsable({ damage_kind: damageKind }: Copy): boolean {
  return damageKind === null;
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
    const isWanted = managed && store.reachable && (copy === undefined || !isUsable(copy));
    return { store, copy, source: isWanted ? sourceOf(copies, store.name) : undefined };
  });
}

/** Verified copies come first; a damaged one is never copied. */
function sourceOf(copies: readonly Copy[], target: string): string | undefined {
  const others = copies.filter((copy) => copy.store !== target && isUsable(copy));
  return (others.find(({ verified }) => verified) ?? others[0])?.store;
}

/** Backups with few good copies first. */
export function goodCopies({ copies }: Pick<Backup, 'copies'>): number {
  return copies.filter((copy) => copyState(copy) === 'verified').length;
}
