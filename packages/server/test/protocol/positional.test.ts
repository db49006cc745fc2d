import { valueExchange } from "./value-exchange.js";

valueExchange("positional");
