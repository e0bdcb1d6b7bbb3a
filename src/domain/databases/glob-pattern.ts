/**
 * Which files are meant: `*` and `?` within one folder's name, `**` for any number of folders, `{a,b}` for one of
 * several, `[abc]`, `[a-z]` and `[!a]` for one character. Names that begin with a dot are like any other. Always
 * compared with the whole path below the folder that is searched, with `/` between its parts.
 */
export type GlobPattern = (path: string) => boolean;

/** The pattern that a text stands for; `undefined` when it is none: a bracket or brace without its other half. */
export function parseGlob(text: string): GlobPattern | undefined {
  const source = translate(text);
  if (source === undefined) return undefined;
  try {
    const expression = new RegExp(`^${source}$`, 'su');
    return (path) => expression.test(path);
  } catch {
    return undefined;
  }
}

/**
 * Whether a pattern may take a path below a folder. Without certainty the answer is true: for a folder that cannot be
 * looked into.
 */
export function mayTakeBelow(glob: string, folder: string): boolean {
  const slashes = (text: string): number => text.split('/').length - 1;
  return glob.includes('**') || slashes(glob) > slashes(folder);
}

/** From the longest token to the shortest: the order decides. */
const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|[{},[\]]|[^*?[\]{},]+/gsu;

function translate(text: string): string | undefined {
  let source = '';
  let depth = 0;
  for (const token of text.match(TOKEN) ?? []) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth < 0 || token === '[' || token === ']') return undefined;
    source += translateToken(token, depth > 0);
  }
  return depth === 0 && source !== '' ? source : undefined;
}

function translateToken(token: string, isInBraces: boolean): string {
  switch (token) {
    case '**/':
      return '(?:[^/]+/)*';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return isInBraces ? '|' : ',';
  }
  if (!token.startsWith('[')) return escapeText(token);
  const isNegated = token.startsWith('[!');
  const characters = token.slice(isNegated ? 2 : 1, -1).replace(/[\\^[]/gu, String.raw`\$&`);
  return isNegated ? `[^/${characters}]` : `[${characters}]`;
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.|()+]/gu, String.raw`\$&`);
}
