/** RFC 6750's alphabet: what anything else would be sent as, no service could tell. */
const TOKEN = /^[A-Za-z0-9._~+/-]{1,256}=*$/;
const SCHEME = /^bearer\s+/i;

/** What was pasted, without what came along with it: blanks, quotation marks, `Bearer`. */
export function tokenIn(pasted: string): string {
  const text = pasted.trim().replace(SCHEME, '');
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

export function isTokenText(text: string): boolean {
  return TOKEN.test(text);
}
