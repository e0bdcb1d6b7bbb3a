import { ConfigurationException } from '../../../domain/exceptions/configuration-exception.ts';

/** Objects that belong to no host are below this key part. */
const FLEET = 'fleet';
const JSON_ENDING = '.json';

/**
 * The first part of all keys of a host: its name, with `%XX` for characters that a key or a file name may not have. Two
 * hosts never have the same one.
 *
 * @throws ConfigurationException the name is empty
 */
export function hostPart(host: string): string {
  if (host === '')
    throw new ConfigurationException('the host has no name', {
      hint: 'Give this machine a host name: it separates its backups from those of other hosts.',
    });
  const encoded = encodeURIComponent(host).replace(/[!~*'()]/g, percent);
  return encoded === FLEET ? encoded.replace(/^./, percent) : encoded.replace(/^\./, percent);
}

/** The host of a first key part; `undefined` where it belongs to no host. */
export function hostOfPart(part: string): string | undefined {
  try {
    const host = decodeURIComponent(part);
    return host !== '' && hostPart(host) === part ? host : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of the records of all hosts begin with it. */
export const FLEET_PREFIX = `${FLEET}/`;

/** @throws ConfigurationException the host has no name */
export function fleetKey(host: string): string {
  return `${FLEET_PREFIX}${hostPart(host)}${JSON_ENDING}`;
}

/** `undefined` where the key is not that of a host's record. */
export function hostOfFleetKey(key: string): string | undefined {
  const [first, part = '', ...rest] = key.split('/');
  const isRecord = first === FLEET && rest.length === 0 && part.endsWith(JSON_ENDING);
  return isRecord ? hostOfPart(part.slice(0, -JSON_ENDING.length)) : undefined;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
