export const findings = {
  title: '发现的问题',
} as const;
