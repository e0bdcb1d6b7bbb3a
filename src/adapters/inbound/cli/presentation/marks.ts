/** One width, so that a column of marks lines up. */
export const MARK_OF = {
  ok: '[ ok ]',
  healthy: '[ ok ]',
  warning: '[warn]',
  failed: '[fail]',
  critical: '[fail]',
} as const;
