/** Drawn filled, below the lines of the same name. */
const AREAS: Readonly<Record<string, string>> = {
  safe: 'M8 1.2 14 3.4v4.3c0 3.5-2.4 6-6 7.2-3.6-1.2-6-3.7-6-7.2V3.4Z',
  attention: 'M8 1.8 15.2 14H.8Z',
  critical: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z',
  overdue: 'M15 8A7 7 0 1 1 1 8a7 7 0 1 1 14 0Z',
  paused: 'M4.5 1.5h7a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-7a3 3 0 0 1-3-3v-7a3 3 0 0 1 3-3Z',
};

/** Shapes differ as well as colours, for users without colour vision. */
const LINES = {
  safe: 'm5.2 8 2 2 3.7-4',
  attention: 'M8 6.2v3.6M8 11.9v.1',
  critical: 'm5.7 5.7 4.6 4.6m0-4.6-4.6 4.6',
  overdue: 'M8 4.2V8l2.6 1.7',
  paused: 'M6 5v6m4-6v6',
  running: 'M14 8a6 6 0 1 1-2-4.5M14 1.5v3.3h-3.3',
  unknown: 'M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 1 1 12.4 0M8 8v.1',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  cross: 'm4 4 8 8m0-8-8 8',
  plus: 'M8 3v10M3 8h10',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  right: 'm6 4 4 4-4 4',
  pin: 'M6 1.8h4l-.5 4.4L12 8.7H4l2.5-2.5ZM8 8.7v5.5',
  label: 'M2 2.5h5.5l6.2 6.2-5 5L2.5 7.5Zm3 3v.1',
  download: 'M8 2v8m-3.5-3L8 10.5 11.5 7M2.5 13.5h11',
  restore: 'M2.5 4v3.5H6M2.8 7.3A5.5 5.5 0 1 1 3 10.5M8 5v3.2l2 1.3',
  verify: 'M8 1.8 13.5 4v4c0 3-2.2 5-5.5 6.2C4.7 13 2.5 11 2.5 8V4ZM5.5 8l1.8 1.8 3.2-3.5',
  inspect: 'M2 3h12v10H2Zm0 3.5h12M6.5 6.5V13',
  lock: 'M3.5 7h9v6.5h-9ZM5.3 7V4.9a2.7 2.7 0 0 1 5.4 0V7M8 9.6v1.4',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  sync: 'M2.2 7A6 6 0 0 1 13 4.6M13.3 1.5v3.3H10M13.8 9A6 6 0 0 1 3 11.4M2.7 14.5v-3.3H6',
  search: 'M11 11l3 3M2 7a5 5 0 1 0 10 0A5 5 0 1 0 2 7Z',
  sun: 'M8 5a3 3 0 1 0 .1 0ZM8 1v1.2M8 13.8V15M1 8h1.2M13.8 8H15M3 3l.9.9M12.1 12.1l.9.9M13 3l-.9.9M3.9 12.1 3 13',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  system: 'M2 3h12v8H2Zm4 11h4M8 11v3',
  language: 'M1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0Zm0 0h13M8 1.5c4 4 4 9 0 13-4-4-4-9 0-13Z',
  signOut: 'M6 2.5H2.5v11H6M10 4.5 13.5 8 10 11.5M13.5 8H6',
  signIn: 'M10 2.5h3.5v11H10M6.5 4.5 10 8l-3.5 3.5M10 8H2.5',
  info: 'M1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0ZM8 7.3v3.9M8 4.8v.1',
} as const;

export type IconName = keyof typeof LINES;

/** Decorative: text next to it has the same meaning. */
export function Icon({ name, class: className = '' }: { readonly name: IconName; readonly class?: string }) {
  const area = AREAS[name];
  return (
    <svg class={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {area !== undefined && <path d={area} fill="currentColor" stroke="none" />}
      <path
        d={LINES[name]}
        stroke={area === undefined ? undefined : 'var(--surface)'}
        stroke-dasharray={name === 'unknown' ? '2.6 2.27' : undefined}
      />
    </svg>
  );
}
