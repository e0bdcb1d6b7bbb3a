import { UsageException } from '../../../domain/exceptions/usage-exception.ts';

const PREFIX = /^(?:\/[A-Za-z0-9._~-]+)+$/;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;

/**
 * Where the API is mounted, without a slash at the end; empty for the root.
 * @throws UsageException it is no plain path
 */
export function mountPrefix(given: string): string {
  const prefix = given.replace(/\/+$/, '');
  if (prefix === '' || (PREFIX.test(prefix) && !DOT_SEGMENT.test(prefix))) return prefix;
  throw new UsageException(`prefix ${JSON.stringify(given)} is not a plain path`, {
    hint: 'Begin it with a slash and use letters, digits, ".", "_", "~" and "-", such as /admin/backups.',
    details: { prefix: given },
  });
}

/** The address as the API knows it, with its query; `undefined` where it lies elsewhere. */
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
 * What comes before the API's own path in an address. It is more than the prefix where the application mounts a part
 * of itself (as koa-mount does): that has taken its own part away, and the caller must give it again.
 *
 * @param originalUrl as it came
 * @param path as the API knows it
 */
export function mountPathOf(originalUrl: string, prefix: string, path: string): string {
  const original = pathOf(originalUrl);
  return original.endsWith(prefix + path) ? original.slice(0, original.length - path.length) : prefix;
}
