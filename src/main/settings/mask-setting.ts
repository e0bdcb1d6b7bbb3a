import { MASK, maskSecrets } from '../../adapters/outbound/logger/mask-secrets.ts';
import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

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

function maskField(field: string, value: unknown): JsonValue {
  if (field.endsWith('_file')) return maskSecrets(value);
  if (field !== 'url') return maskSecrets(value, field);
  return typeof value === 'string' && URL.canParse(value) ? `${new URL(value).origin}/${MASK}` : MASK;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
