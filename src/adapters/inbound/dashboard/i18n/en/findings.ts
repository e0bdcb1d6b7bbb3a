export const findings = {
  title: 'Findings',
} as const;
