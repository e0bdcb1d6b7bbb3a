import { UsageException } from '../../../domain/exceptions/usage-exception.ts';

const PREFIX = /^(?:\/[A-Za-z0-9._~-]+)+$/;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;

/**
 * Without a slash at the end; empty for the root.
 * @throws UsageException it is no plain path
 */
export function mountPrefix(given: string): string {
  const prefix = given.replace(/\/+$/, '');
  if (prefix === '' || (PREFIX.test(prefix) && !DOT_SEGMENT.test(prefix))) return prefix;
  throw new UsageException(`prefix ${JSON.stringify(given)} is not a plain path`, {
    hint: 'Start it with a slash and use letters, digits, ".", "_", "~" and "-", such as /admin/backups.',
    details: { prefix: given },
  });
}

/** The URL relative to the prefix, with its query; `undefined` if it is outside. */
export function urlBelow(prefix: string, url: string): string | undefined {
  if (!url.startsWith(prefix)) return undefined;
  const rest = url.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : undefined;
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

/**
 * The part of the URL before the API's own path. It is longer than the prefix if the application mounts the API with
 * koa-mount, which removes its part from the path.
 */
export function mountPathOf(originalUrl: string, prefix: string, path: string): string {
  const original = pathOf(originalUrl);
  return original.endsWith(prefix + path) ? original.slice(0, original.length - path.length) : prefix;
}
