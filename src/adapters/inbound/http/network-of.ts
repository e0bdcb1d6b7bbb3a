import { isIPv6 } from 'node:net';

/** An IPv6 caller owns at least a /64: the groups of its address that name it. */
const NETWORK_GROUPS = 4;

/** What an attacker cannot change at will: an IPv4 address, the network of an IPv6 one. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address;
  return address.split(':').slice(0, NETWORK_GROUPS).join(':');
}
