/** Says why a port could not be bound, and what helps. */
export function listenError(
  cause: { code?: string; message?: string },
  { host, port }: { host: string; port: number },
): Error {
  return new Error(explain(cause, host, port), { cause });
}

function explain(cause: { code?: string; message?: string }, host: string, port: number): string {
  switch (cause.code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is already in use; choose another port or stop the process that holds it`;
    case "EACCES":
      return `port ${port} on ${host} needs privileges that this process lacks; choose a port above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is no address of this machine; choose one of its own, or 0.0.0.0 for all of them`;
    default:
      return `cannot listen on port ${port} of ${host}: ${cause.message}`;
  }
}
