export const backups = {
  title: '备份',
} as const;
