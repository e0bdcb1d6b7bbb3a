import { createHash } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

/** A record as it is written: JSON that ends with the digest of everything before it. */
export function checksummedJson(document: Json, digestKey: string): string {
  return formOf({ ...document, [digestKey]: digestOf(document) });
}

/**
 * Why a record is not what was written; `undefined` when every byte of it is.
 * @param json the text, parsed
 */
export function checksumMismatch(text: string, json: Json, digestKey: string): string | undefined {
  const { [digestKey]: digest, ...rest } = json;
  if (digestOf(rest) !== digest) return 'its own digest disagrees: it was altered';
  // White space means nothing to JSON, but nobody added or lost it on purpose.
  return text === formOf(json) ? undefined : 'its form was altered';
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
