import type { Texts } from '../translate.ts';

export const session = {
  why: [
    'This service needs a token: a long random text that identifies you and your permissions.',
    '此服务需要令牌：一串很长的随机字符，用来识别您的身份和权限。',
  ],
  more: [
    'A token allows more: download, inspect, restore.',
    '使用令牌可以执行更多操作：下载、查看内容、恢复。',
  ],
  token: ['Token', '令牌'],
  show: ['Show', '显示'],
  hide: ['Hide', '隐藏'],
  remember: ['Keep me signed in until this tab is closed', '在关闭此标签页之前保持登录'],
  rememberHint: [
    'Otherwise the page forgets the token when you reload it.',
    '否则重新加载页面后，令牌即被清除。',
  ],
  checking: ['Checking…', '正在验证…'],
  signedIn: ['Signed in as {name}: {scope}', '已登录为 {name}：{scope}'],
  where: ['Where do I get a token?', '如何获得令牌？'],
  whereFirst: [
    'The first token is in a file on the machine of the service. The log names the file at every start. This token may do everything:',
    '首个令牌保存在服务所在主机的一个文件中，服务每次启动都会在日志里写明位置。它拥有全部权限：',
  ],
  whereMake: [
    'If api_tokens is configured, only its tokens are accepted. Create one, and add the printed entry to api_tokens:',
    '配置了 api_tokens 之后，只接受其中的令牌。创建一个，并把输出的条目加入 api_tokens：',
  ],
  whatScopes: ['What a token may do', '令牌可以做什么'],
  scope_read: ['view the state, backups and history', '查看：状态、备份、历史'],
  scope_operate: ['also make, verify, label and clean up backups', '另可创建、验证、标记和清理备份'],
  scope_admin: ['also download, inspect, restore and undo', '另可下载、查看内容、恢复和撤销'],
  refused: [
    'The service does not accept this token. Copy the whole token again. It may be expired, or removed from api_tokens.',
    '服务不接受此令牌。请重新完整复制；令牌也可能已过期，或已从 api_tokens 中移除。',
  ],
  tooMany: [
    'Too many wrong tokens from this address. Wait one minute, then try again.',
    '此处输入错误令牌的次数过多，请稍等一分钟再试。',
  ],
  empty: ['Enter a token.', '请输入令牌。'],
  notAToken: [
    'This is not a token. A token has letters, digits and signs such as - and _, but no spaces.',
    '这不是令牌：令牌只含字母、数字以及 - 和 _ 等符号，不含空格。',
  ],
  ended: [
    'You were signed out: the token is no longer accepted. Sign in with another one.',
    '您已退出：令牌不再被接受，请使用其他令牌登录。',
  ],
  later: ['Continue without signing in', '不登录，继续查看'],
  needsScope: ['This needs a token with the scope {scope}.', '此操作需要权限范围为 {scope} 的令牌。'],
  haveScope: [
    'You are signed in as {name} with the scope {scope}.',
    '您已登录为 {name}，权限范围为 {scope}。',
  ],
  haveNone: ['You are not signed in.', '您尚未登录。'],
  signInHere: ['Sign in with another token', '使用其他令牌登录'],
} as const satisfies Texts;
