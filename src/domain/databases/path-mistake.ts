const QUOTED = /^(["']).*\1$/su;
const HOME = /^~(?:[/\\]|$)/u;
const URL = /^(?:[a-z][a-z0-9+.-]+:\/\/|(?:sqlite|file):)/iu;

/**
 * Why a text cannot be meant as a path, as words that follow its name; `undefined` for a plausible path. A
 * file with such a name is reached with `./` before it.
 */
export function pathMistake(text: string): string | undefined {
  if (/\p{Cc}/u.test(text))
    return 'must be a path without control characters, such as a line break at its end';
  if (text.length > 1 && QUOTED.test(text))
    return 'must be a path without quotes around it: an env file may keep them (for a file of that name write ./ before it)';
  if (HOME.test(text))
    return 'must be a path without "~": only a shell replaces it (for a file of that name write ./ before it)';
  if (URL.test(text))
    return 'must be a path on this machine, not a URL (for a file of that name write ./ before it)';
  return undefined;
}
