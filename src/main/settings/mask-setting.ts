import { MASK, maskSecrets } from '../../adapters/outbound/logger/log-record.ts';
import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

const SHOWN_FIELDS = [
  ...['type', 'name', 'events', 'databases', 'method', 'host', 'port', 'user', 'from', 'to'],
  ...['url_file', 'secret_file', 'password_file'],
];

/** A setting's value as it may be shown. The URL of a channel is a secret: whoever knows it may speak in our name. */
export function maskSetting(value: unknown, key: string): JsonValue {
  if (key !== 'notify') return maskSecrets(value, key);
  // What is no list was not understood: any part of it may be a secret.
  if (!Array.isArray(value)) return MASK;
  return value.map((entry: unknown) =>
    isObject(entry)
      ? Object.fromEntries(Object.entries(entry).map(([field, item]) => [field, maskField(field, item)]))
      : MASK,
  );
}

/** What is no field of a channel's may be a secret under a name that was misspelt. */
function maskField(field: string, value: unknown): JsonValue {
  if (SHOWN_FIELDS.includes(field)) return maskSecrets(value);
  if (field !== 'url' || typeof value !== 'string' || !URL.canParse(value)) return MASK;
  const { protocol, origin } = new URL(value);
  return protocol === 'https:' || protocol === 'http:' ? `${origin}/${MASK}` : MASK;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
