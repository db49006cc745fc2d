import { isIPv6, SocketAddress } from "node:net";

/** An IP address in its shortest form: uWebSockets.js writes all 32 digits, and both write IPv4 in IPv6 on a dual stack. */
export function shortestAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const shortest = new SocketAddress({ address, family: "ipv6" }).address;
  return shortest.replace(/^::ffff:(?=\d+\.)/, "");
}
