import { chooseTransport, type Transport, wsTransport } from "@hawser/server";

/** Everything that a server may listen with. */
export const transports: readonly { readonly name: string; transport(): Promise<Transport> }[] = [
  // On a machine without its binary this is ws again, which hurts nothing.
  { name: "uWebSockets.js", transport: () => chooseTransport({ notice: () => {} }) },
  { name: "ws", transport: async () => wsTransport() },
];
