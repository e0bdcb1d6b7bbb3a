import { createHash } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

/** JSON that ends with the digest of everything before it. */
export function checksummedJson(document: Json, digestKey: string): string {
  return formOf({ ...document, [digestKey]: digestOf(document) });
}

/** Why a record differs from what was written; `undefined` when it is unchanged. `json` is the parsed text. */
export function checksumMismatch(text: string, json: Json, digestKey: string): string | undefined {
  const { [digestKey]: digest, ...rest } = json;
  if (digestOf(rest) !== digest) return 'its digest does not match: it was changed';
  // White space has no meaning in JSON, but a change of it is a change of the file.
  return text === formOf(json) ? undefined : 'its formatting was changed';
}

function formOf(document: Json): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * SHA-256 of the document without its digest, as compact JSON in the order of the file:
 * `jq -cj 'del(.manifest_sha256)' FILE | sha256sum`.
 */
function digestOf(document: Json): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}
