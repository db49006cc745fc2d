import { type AddressInfo, createServer } from "node:net";
import { listenError } from "./listen-error.js";

/**
 * A port that was free a moment ago, with the address that a host name stands for; 0 lets the system choose.
 * @throws the error of `listenError` when it cannot be bound.
 */
export function findPort(host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (cause) => reject(listenError(cause, { host, port })));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address() as AddressInfo;
      server.close(() => resolve(address));
    });
  });
}
