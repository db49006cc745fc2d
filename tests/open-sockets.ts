/** The TCP sockets of this process, servers and those of uWebSockets.js aside. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}
