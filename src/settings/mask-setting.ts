import { RETENTION_KEYS } from './database-entry.ts';
import { MASK, maskSecrets } from '../adapters/outbound/logger/log-record.ts';
import type { JsonValue } from '../domain/exceptions/backup-manager-exception.ts';

const SHOWN_FIELDS: readonly string[] = [
  ...RETENTION_KEYS,
  ...[
    'cleanup_after_create',
    'path',
    'must_exist',
    'bucket',
    'prefix',
    'endpoint',
    'region',
    'path_style',
    'access_key_id_file',
  ],
  ...['secret_access_key_file', 'session_token_file', 'ca_file', 'part_size_mb', 'parts_in_flight'],
  ...['storage_class', 'key_file', 'key_passphrase_file', 'agent', 'host_fingerprint'],
  ...['type', 'name', 'events', 'databases', 'method', 'host', 'port', 'user', 'from', 'to'],
  ...['url_file', 'secret_file', 'password_file'],
];

/** A value that may be shown. The URL of a channel is a secret: it is enough to send messages in our name. */
export function maskSetting(value: unknown, key: string): JsonValue {
  // The path of a secret is none.
  if (key.endsWith('_file')) return maskSecrets(value);
  if (key !== 'notify' && key !== 'stores') return maskSecrets(value, key);
  // An invalid value may contain a secret anywhere.
  if (!Array.isArray(value)) return MASK;
  return value.map((entry: unknown) =>
    isObject(entry)
      ? Object.fromEntries(Object.entries(entry).map(([field, item]) => [field, maskField(field, item)]))
      : MASK,
  );
}

/** An unknown field may be a secret with a misspelt name. */
function maskField(field: string, value: unknown): JsonValue {
  if (SHOWN_FIELDS.includes(field)) return maskSecrets(value);
  if (field !== 'url' || typeof value !== 'string' || !URL.canParse(value)) return MASK;
  const { protocol, origin } = new URL(value);
  return protocol === 'https:' || protocol === 'http:' ? `${origin}/${MASK}` : MASK;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
