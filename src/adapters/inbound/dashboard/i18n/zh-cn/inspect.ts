export const inspect = {
  title: '查看内容',
} as const;
