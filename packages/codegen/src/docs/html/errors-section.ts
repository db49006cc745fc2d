import { errorCodes, errorFacts } from "@hawser/core";
import { partId } from "./anchors.js";
import { type Html, html } from "./html.js";

/** The codes that any operation may fail with, and what they mean for whoever would try again. */
export function errorsSection(): Html {
  // What is wrong in a schema file shows when a server starts, never to a client.
  const codes = errorCodes.filter((code) => code !== "invalid_schema");
  return html`<section class="errors" id="${partId("errors")}">
<h2>Errors of Hawser's own</h2>
<p>Any operation may fail with one of these, besides those that it declares. Each is a <code>HawserError</code>, whose <code>code</code> tells which.</p>
<table class="codes"><thead><tr><th scope="col">Code</th><th scope="col">When</th><th scope="col">Try again?</th><th scope="col">May have run?</th></tr></thead><tbody>
${codes.map((code) => {
  const { retryable, mayHaveRun } = errorFacts[code];
  return html`<tr><th scope="row"><code>${code}</code></th><td>${meanings[code]}</td><td data-label="Try again?">${yesNo(retryable)}</td><td data-label="May have run?">${yesNo(mayHaveRun)}</td></tr>
`;
})}</tbody></table>
</section>`;
}

function yesNo(value: boolean): Html {
  return value ? html`<span class="yes">yes</span>` : html`<span class="no">no</span>`;
}

const meanings: Readonly<Record<Exclude<(typeof errorCodes)[number], "invalid_schema">, string>> = {
  invalid_input: "The input, the params or what was presented is not valid; data.issues says where.",
  unknown_procedure: "The server has no such procedure: its schema is another version.",
  unknown_topic: "The server has no such topic: its schema is another version.",
  incompatible: "Client and server differ in what travels here; data, if any, says where.",
  unauthenticated: "The server refused what the client presented.",
  forbidden: "The server knows who is asking, and refuses.",
  limit_exceeded: "A limit was reached: data.limit names it, data.max is its value.",
  timeout: "No answer came in time.",
  cancelled: "The caller cancelled.",
  unavailable: "The call never started: there was no connection in time, or the server is going away.",
  connection_lost: "The connection ended before the answer.",
  closed: "The connection was closed for good.",
  protocol: "The other end sent what the protocol does not allow.",
  internal: "The handler failed; only the server knows why.",
};
