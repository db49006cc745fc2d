import { fileURLToPath } from "node:url";
import { createServer, type Server, staticFiles, withMiddleware } from "@hawser/server";
import { concurrencyLimit } from "@hawser/server/middleware";
import schema from "./files.schema.js";
import { Store, type StoreOptions } from "./store.js";

export interface FilesOptions extends StoreOptions {
  /** URL path under which page and socket are served, with a slash at both ends. The socket is at `rpc` below it. */
  base: string;
  /** Where `buildFilesPage` put the page. @default the directory `dist` beside this file */
  pageDir?: string;
}

/** The files: their server, which takes and sends them, and serves the page on the same port. */
export function createFiles(options: FilesOptions): { server: Server<typeof schema> } {
  const { base } = options;
  const store = new Store(options);

  const server = createServer(schema, {
    path: `${base}rpc`,
    http: [staticFiles(options.pageDir ?? pageDir, { prefix: base, headers: pageHeaders })],

    procedures: {
      files: {
        list: () => store.list(),

        upload: withMiddleware(
          schema.procedures.files.upload,
          concurrencyLimit({ max: maxUploads, queue: maxWaitingUploads }),
          async (pieces, call) => {
            const { maxFileBytes: maxBytes } = store;
            const { sizeBytes = 0 } = call.metadata;
            if (sizeBytes > maxBytes) throw call.error("TooLarge", { maxBytes });
            const upload = await store.begin(call.metadata);
            try {
              // Ends with an error when the client cancels or is gone, and not before the last byte otherwise.
              for await (const piece of pieces) {
                if (upload.sizeBytes + piece.length > maxBytes) throw call.error("TooLarge", { maxBytes });
                await upload.write(piece);
              }
              const file = await upload.finish();
              const removed = await store.add(file);
              server.publish.files.added(file);
              for (const { id } of removed) server.publish.files.removed({ id });
              return file;
            } finally {
              await upload.close();
            }
          },
        ),

        download({ id }, call) {
          const pieces = store.read(id);
          if (!pieces) throw call.error("NotFound", { id });
          return pieces;
        },

        usage: () => store.usage,
      },
    },
  });

  return { server };
}

/** What is on its way takes room on the disk, too. */
const maxUploads = 8;
const maxWaitingUploads = 100;

/** The page needs nothing but what this server serves: no inline script or style, no eval, no frame around it. */
const pageHeaders = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** Where the page is put and found where nobody says otherwise. */
export const pageDir = fileURLToPath(new URL("./dist", import.meta.url));
