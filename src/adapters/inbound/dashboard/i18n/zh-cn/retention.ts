export const retention = {
  title: '保留策略',
} as const;
