export const calendar = {
  title: '日历',
} as const;
