/**
 * Matches a path: `*` and `?` within one folder's name, `**` for any number of folders, `{a,b}` for
 * alternatives, `[abc]`, `[a-z]` and `[!a]` for one character. Names with a leading dot match like any other.
 * The path is relative to the searched folder, with `/` between its parts.
 */
export type GlobPattern = (path: string) => boolean;

/** `undefined` when the text is no pattern: a bracket or brace is unmatched. */
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
 * Whether a pattern may match a path below a folder; true when uncertain. For folders that cannot be read.
 */
export function mayMatchBelow(glob: string, folder: string): boolean {
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
