import { WebSocket } from "ws";

/** Cap'n Web asks the global one for its constants, which Node has from release 22 on. */
Object.assign(globalThis, { WebSocket });

export { WebSocket };
