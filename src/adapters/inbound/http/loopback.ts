import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What nearly every local caller comes from, and what it takes no list to know. */
const COMMON: readonly string[] = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** True for 127.0.0.0/8 and ::1, also where an IPv6 socket writes an IPv4 address. */
export function isLoopbackAddress(address: string): boolean {
  if (COMMON.includes(address)) return true;
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** True for names that lead nowhere but to this machine. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}
