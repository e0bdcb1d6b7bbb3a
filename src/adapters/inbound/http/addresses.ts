import { BlockList, isIP, isIPv6 } from 'node:net';

/** An IPv6 caller owns at least a /64. */
const NETWORK_GROUPS = 4;

/** The part that a caller cannot change freely: an IPv4 address, or the network of an IPv6 address. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address;
  return address.split(':').slice(0, NETWORK_GROUPS).join(':');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** A fast path for nearly every local caller. */
const COMMON: readonly string[] = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** 127.0.0.0/8 and ::1, also as IPv4 address in IPv6 notation. */
export function isLoopbackAddress(address: string): boolean {
  if (COMMON.includes(address)) return true;
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}
