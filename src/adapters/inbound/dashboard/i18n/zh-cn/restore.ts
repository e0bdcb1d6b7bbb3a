export const restore = {
  title: '恢复',
} as const;
