export const retention = {
  title: 'Retention',
} as const;
