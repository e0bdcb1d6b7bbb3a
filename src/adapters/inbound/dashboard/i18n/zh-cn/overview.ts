export const overview = {
  title: '概览',
} as const;
