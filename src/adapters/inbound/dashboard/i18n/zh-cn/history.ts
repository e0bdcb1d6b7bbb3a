export const history = {
  title: '历史',
} as const;
