/** The alphabet of RFC 6750: other characters cannot be sent in a header. */
const TOKEN = /^[A-Za-z0-9._~+/-]{1,256}=*$/;
const SCHEME = /^bearer\s+/i;

/** Removes blanks, quotation marks and `Bearer` around the pasted token. */
export function tokenIn(pasted: string): string {
  const text = pasted.trim().replace(SCHEME, '');
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

export function isTokenText(text: string): boolean {
  return TOKEN.test(text);
}
