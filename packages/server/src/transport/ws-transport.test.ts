import { transportBehaviour } from "./behaviour.js";
import { wsTransport } from "./ws-transport.js";

transportBehaviour("wsTransport", wsTransport, { shortestIdleTimeoutMs: 400, hasGroups: false });
