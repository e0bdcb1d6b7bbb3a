export const inspect = {
  title: 'Look inside',
} as const;
