import { encodeBatches } from "@hawser/core";

console.log(encodeBatches([[1]], 100));
