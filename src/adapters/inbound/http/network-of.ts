import { isIPv6 } from 'node:net';

/** An IPv6 caller owns at least a /64. */
const NETWORK_GROUPS = 4;

/** The part that a caller cannot change freely: an IPv4 address, or the network of an IPv6 address. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address;
  return address.split(':').slice(0, NETWORK_GROUPS).join(':');
}
