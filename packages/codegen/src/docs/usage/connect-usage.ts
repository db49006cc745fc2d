import { acceptsUndefined } from "../../stub/parts.js";
import type { ConnectNames } from "../../stub/print-connect.js";
import { exampleOf } from "./example-value.js";
import { printValue } from "./print-value.js";
import type { Usage, UsageContext } from "./usage.js";

/** How to connect. */
export function connectUsage({ auth, metadata }: ConnectNames, context: UsageContext): Usage {
  const { client, stubModule, url, definitions } = context;
  const options = Object.entries({ auth, metadata }).flatMap(([name, part]) => {
    if (!part || acceptsUndefined(part.shape)) return [];
    const example = exampleOf(part.shape, definitions);
    return example ? [`  ${name}: ${printValue(example.value, "  ")},\n`] : [];
  });
  const given = options.length === 0 ? "" : `, {\n${options.join("")}}`;
  return {
    caption: "Connect",
    code: [
      `import { connect } from ${JSON.stringify(stubModule)};`,
      "",
      `const ${client} = connect(${JSON.stringify(url)}${given});`,
    ].join("\n"),
  };
}
