/** All of one width, to align columns. */
export const MARK_OF = {
  ok: '[ ok ]',
  healthy: '[ ok ]',
  warning: '[warn]',
  failed: '[fail]',
  critical: '[fail]',
} as const;
