/** TSRPC logs every call unless told otherwise. */
export const quiet = { debug: nothing, log: nothing, warn: nothing, error: nothing };

function nothing(): void {}
