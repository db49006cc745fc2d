/** How it was measured, and what differs between the rows. */
export const notes = `
A tiny call sends a room and a short text and gets a number; an echo sends an object of about 1 KB of JSON and gets it back. \`64x8\` means 64
connections with 8 calls in flight on each. Server and clients are two processes, pinned to different cores where there
are two, and both start anew in each round; all rows run in turn, round after round, each warmed up. CPU is what the kernel has
counted for all threads of a process (\`/proc/<pid>/task/*/schedstat\`). Bytes and messages are counted apart from that, by a
relay between client and server: bytes of TCP's content, with the headers of WebSocket, and messages of WebSocket.
Each row uses its own client, without compression, and ws without native helpers.

- \`hawser\`: the generated stub; validates input and output of every call.
- \`uws-msgpackr\`: by hand on uWebSockets.js, msgpackr and zod, one message per call, and a client on ws. Validates the input.
- \`ws-json\`: by hand on ws, JSON and zod. Validates the input.
- \`uws-echo\`: the floor. Ready messages of the size of \`uws-msgpackr\`'s, sent back as they come; nothing packs or looks at them.
- \`socketio\`: Socket.IO, \`emitWithAck\`, on ws or on uWebSockets.js, with its own parser or with that for msgpack; zod in the handler, for the input.
- \`trpc\`: wsLink, mutations, zod for the input. \`orpc\`: its WebSocket link and its handler for ws, zod for the input.
- \`rpc-websockets\` and \`capnweb\`: zod in the handler, for the input. \`capnweb\` needs a global \`WebSocket\`, which Node 20 has not: it gets that of ws.
- \`river\`: checks with TypeBox instead of zod. \`tsrpc\`: checks with its own types, which its packing stands on; binary.
- \`graphql-ws\`: mutations, checked with GraphQL's own types, both ways.

\`batched generator\`: bare TCP sockets send ready messages, 8 calls in flight on each of 64 connections: to \`hawser\` as one message, to
\`uws-msgpackr\` as one message per call. The busy part of the server's core says whether the server was the bottleneck.
`.trim();
