import { valueExchange } from "./value-exchange.js";

valueExchange("maps");
