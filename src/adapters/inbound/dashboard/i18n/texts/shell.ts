import type { Texts } from '../translate.ts';

export const shell = {
  skip: ['Skip to content', '跳到正文'],
  sections: ['Sections', '栏目'],
  overview: ['Overview', '概览'],
  backups: ['Backups', '备份'],
  retention: ['Retention', '保留策略'],
  history: ['History', '历史'],
  hosts: ['Hosts', '主机'],
  language: ['Language', '语言'],
  theme: ['Theme', '主题'],
  theme_system: ['System', '跟随系统'],
  theme_light: ['Light', '浅色'],
  theme_dark: ['Dark', '深色'],
  signIn: ['Sign in', '登录'],
  signOut: ['Sign out', '退出登录'],
  signedInAs: ['{name} · {scope}', '{name} · {scope}'],
  lostTitle: ['The service does not answer', '服务没有响应'],
  lostText: [
    'This page shows the last known state. Running backups continue without this page.',
    '以下内容是断开前的状态。正在进行的备份不受此页面影响。',
  ],
  lostFirst: [
    'This page cannot reach the service. Is it running? Start it with {command}.',
    '此页面无法连接服务。服务还在运行吗？启动命令：{command}',
  ],
  lostRetries: ['The page tries again every few seconds.', '页面每隔几秒会自动重试。'],
  retryNow: ['Try now', '立即重试'],
  titleSafe: ['All safe', '全部安全'],
  titleLost: ['No connection', '无连接'],
  messages: ['Messages', '消息'],
} as const satisfies Texts;
