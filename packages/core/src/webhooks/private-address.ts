import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Networks that nobody outside may make us talk to: the special-purpose registries of IANA (RFC 6890 and its successors).
 * https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
 */
const forbidden = new BlockList();
for (const [network, bits] of [
  // This host, private, shared (CGNAT), loopback, link-local (metadata of clouds), private, protocols, documentation
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  // Benchmarks, documentation, multicast, reserved and broadcast
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  forbidden.addSubnet(network, bits, 'ipv4');

/** Of IPv6 only what is routed is allowed, and of that not what carries an IPv4 address that may be any. */
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');
const carriers = new BlockList();
// Protocols and Teredo, documentation, 6to4, documentation (RFC 9637)
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  carriers.addSubnet(network, bits, 'ipv6');

/** Whether an address is not one of the public internet: loopback, private, link-local, carrier-grade NAT, … or no address. */
export function isPrivateAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) is only for addresses of this link.
  if (isIP(address) === 0 || address.includes('%')) return true;
  if (!isIPv6(address)) return forbidden.check(address, 'ipv4');
  // ::ffff:a.b.c.d and 64:ff9b::a.b.c.d are not in 2000::/3.
  return !routed.check(address, 'ipv6') || carriers.check(address, 'ipv6');
}
