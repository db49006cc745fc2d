import type { Api, Procedure } from "./api.js";

/** Source text by file name. */
export type Sources = Readonly<Record<string, string>>;

/** How a client of one row is written. */
export interface Style {
  /** The server's side of an API, of which the client knows the type, or the stub. */
  server(api: Api): Sources;
  /** The beginning of the client's file, which declares `client`. */
  readonly head: string;
  /** A call, without `await`. */
  call(resource: string, procedure: Procedure, input: string): string;
}

/** An input that a procedure's type takes, as source. */
export function inputFor({ name }: Procedure, resource: string): string {
  const index = resource.replace("resource", "");
  const fields = `title: "a", amount${index}: 1, isUrgent: true, tags: ["b"], address: null, lines: []`;
  switch (name.replace("Draft", "")) {
    case "get":
      return `{ id: "1" }`;
    case "list":
      return `{ status: "open${index}", limit: 10, cursor: null }`;
    case "create":
      return `{ ${fields}, status: "draft${index}" }`;
    case "update":
      return `{ id: "1", version: 1, patch: { title: "c" } }`;
    case "remove":
      return `{ id: "1", version: 1 }`;
    default:
      throw new Error(`there is no input for ${name}`);
  }
}
