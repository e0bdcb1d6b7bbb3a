import { useRef, useState } from 'preact/hooks';

export interface ChosenCopy {
  /** `undefined`: the service chooses. */
  readonly store: string | undefined;
  readonly choose: (store: string | undefined) => void;
  /** Chooses a copy and moves the focus to the place where it is used. */
  readonly show: (store: string) => void;
  readonly place: { current: HTMLDivElement | null };
}

/** The copy that a panel works on. */
export function useChosenCopy(): ChosenCopy {
  const [store, choose] = useState<string | undefined>(undefined);
  const place = useRef<HTMLDivElement>(null);
  const show = (chosen: string): void => {
    choose(chosen);
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'center' });
  };
  return { store, choose, show, place };
}
