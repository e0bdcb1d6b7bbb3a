import type { ComponentChildren } from 'preact';

/** Shapes differ as well as colours, for users without colour vision. */
const SHAPES = {
  safe: (
    <>
      <path
        d="M8 1.2 14 3.4v4.3c0 3.5-2.4 6-6 7.2-3.6-1.2-6-3.7-6-7.2V3.4Z"
        fill="currentColor"
        stroke="none"
      />
      <path d="m5.2 8 2 2 3.7-4" stroke="var(--surface)" />
    </>
  ),
  attention: (
    <>
      <path d="M8 1.8 15.2 14H.8Z" fill="currentColor" stroke="none" stroke-linejoin="round" />
      <path d="M8 6.2v3.6M8 11.9v.1" stroke="var(--surface)" />
    </>
  ),
  critical: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" fill="currentColor" stroke="none" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" stroke="var(--surface)" />
    </>
  ),
  overdue: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="M8 4.2V8l2.6 1.7" stroke="var(--surface)" />
    </>
  ),
  paused: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" stroke="none" />
      <path d="M6 5v6m4-6v6" stroke="var(--surface)" />
    </>
  ),
  running: <path d="M14 8a6 6 0 1 1-2-4.5M14 1.5v3.3h-3.3" />,
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.27" />
      <path d="M8 8v.1" />
    </>
  ),
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  cross: <path d="m4 4 8 8m0-8-8 8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  pin: <path d="M6 1.8h4l-.5 4.4L12 8.7H4l2.5-2.5ZM8 8.7v5.5" />,
  label: <path d="M2 2.5h5.5l6.2 6.2-5 5L2.5 7.5Zm3 3v.1" />,
  download: <path d="M8 2v8m-3.5-3L8 10.5 11.5 7M2.5 13.5h11" />,
  restore: <path d="M2.5 4v3.5H6M2.8 7.3A5.5 5.5 0 1 1 3 10.5M8 5v3.2l2 1.3" />,
  verify: <path d="M8 1.8 13.5 4v4c0 3-2.2 5-5.5 6.2C4.7 13 2.5 11 2.5 8V4ZM5.5 8l1.8 1.8 3.2-3.5" />,
  inspect: <path d="M2 3h12v10H2Zm0 3.5h12M6.5 6.5V13" />,
  search: <path d="M11 11l3 3M2 7a5 5 0 1 0 10 0A5 5 0 1 0 2 7Z" />,
  sun: (
    <path d="M8 5a3 3 0 1 0 .1 0ZM8 1v1.2M8 13.8V15M1 8h1.2M13.8 8H15M3 3l.9.9M12.1 12.1l.9.9M13 3l-.9.9M3.9 12.1 3 13" />
  ),
  moon: <path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z" />,
  system: <path d="M2 3h12v8H2Zm4 11h4M8 11v3" />,
  language: (
    <path d="M1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0Zm0 0h13M8 1.5c4 4 4 9 0 13-4-4-4-9 0-13Z" />
  ),
  signOut: <path d="M6 2.5H2.5v11H6M10 4.5 13.5 8 10 11.5M13.5 8H6" />,
  signIn: <path d="M10 2.5h3.5v11H10M6.5 4.5 10 8l-3.5 3.5M10 8H2.5" />,
  info: <path d="M1.5 8a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0ZM8 7.3v3.9M8 4.8v.1" />,
} as const satisfies Readonly<Record<string, ComponentChildren>>;

export type IconName = keyof typeof SHAPES;

/** Decorative: text next to it has the same meaning. */
export function Icon({ name, class: className = '' }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  );
}
