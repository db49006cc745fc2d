import { type TemplatedApp, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";

/** Listens on the loopback. @returns the port. */
export function listenUws(app: TemplatedApp): Promise<number> {
  return new Promise((resolve, reject) => {
    app.listen("127.0.0.1", 0, (socket: us_listen_socket | false) => {
      if (socket === false) reject(new Error("uWebSockets.js cannot listen"));
      else resolve(us_socket_local_port(socket));
    });
  });
}
