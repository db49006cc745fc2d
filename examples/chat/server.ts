import { fileURLToPath } from "node:url";
import { HawserError } from "@hawser/core";
import { type Call, createServer, type Hello, type Server, staticFiles } from "@hawser/server";
import schema from "./chat.schema.js";
import { Nicks } from "./nicks.js";
import { maxRooms, Rooms } from "./rooms.js";
import { tokenHandler } from "./token-handler.js";
import { type Guest, type TokenOptions, Tokens } from "./tokens.js";

export interface ChatOptions {
  /** URL path under which all is served, with a slash at both ends. Below it are the socket, `rpc`, and `token`. */
  base: string;
  /** Where `buildChatPage` put the page. @default the directory `dist` beside this file */
  pageDir?: string;
  tokens?: TokenOptions;
  /** Milliseconds in which a guest may come back, by a reload say, before others see them leave. @default 5_000 */
  presenceGraceMs?: number | undefined;
}

/** The chat: its server, which answers calls, and serves tokens and the page on the same port. */
export function createChat(options: ChatOptions): { server: Server<typeof schema> } {
  const { base, presenceGraceMs = 5_000 } = options;
  const nicks = new Nicks();
  const tokens = new Tokens(options.tokens);
  const rooms = new Rooms(firstRooms);

  const server = createServer(schema, {
    path: `${base}rpc`,
    http: [
      tokenHandler({ path: `${base}token`, nicks, tokens }),
      staticFiles(options.pageDir ?? pageDir, { prefix: base, headers: pageHeaders }),
    ],

    authenticate: ({ auth: { token } }: Hello<typeof schema>): Guest => {
      const guest = tokens.verify(token);
      if (!guest) throw new HawserError("unauthenticated", "the token has expired, or is none of this server's");
      return guest;
    },
    // The client is asked for another token shortly before; its connection stays.
    authExpiry: ({ expiresAt }) => expiresAt,
    // Nobody can have the answer to what somebody else sent, not even by guessing its key.
    idempotency: { scope: ({ id }) => id },
    limits: { presenceGraceMs },

    procedures: {
      users: {
        enter({ nick }, call) {
          if (!nicks.claim(nick, call.context.id)) throw call.error("NickTaken", { nick });
          return { nick, text: welcome(nick) };
        },
      },

      rooms: {
        list: () => rooms.list(),

        create({ room: name, about }, call) {
          const owner = nickOf(call);
          if (rooms.has(name)) throw call.error("RoomExists", { room: name });
          const room = rooms.create(name, about, owner);
          if (!room) throw call.error("TooManyRooms", { max: maxRooms });
          server.publish.rooms.updates(room);
          return room;
        },

        backlog({ room, before }, call) {
          const messages = rooms.backlog(room, before);
          if (!messages) throw call.error("RoomNotFound", { room });
          // Asked again at every renewal of the token, as a reader may take long.
          call.require(({ nick }) => !rooms.isShownOut(room, nick), "the owner of the room has shown you out");
          return messages;
        },

        send(input, call) {
          const from = nickOf(call);
          if (rooms.isShownOut(input.room, from)) throw call.error("ShownOut", { room: input.room });
          const said = rooms.say({ ...input, from });
          if (!said) throw call.error("RoomNotFound", { room: input.room });
          const { message, room } = said;
          if (room) {
            server.publish.rooms.messages({ room: room.name }, message);
            server.publish.rooms.updates(room);
          }
          return message;
        },

        showOut({ room: name, nick }, call) {
          const room = rooms.get(name);
          if (!room) throw call.error("RoomNotFound", { room: name });
          if (room.owner !== nickOf(call)) throw call.forbidden("only who made a room may show others out");
          rooms.showOut(name, nick);
        },
      },
    },

    topics: {
      rooms: {
        messages: {
          authorize: mayListen,
          // Others see the name that stands in the guest's token, or none.
          authorizePresence: (_params, { context, data }) => data.nick === context.nick && isHeard(context),
        },
      },
    },
  });

  /** Who calls, of whom the server has heard now. */
  function nickOf(call: Call<Guest>): string {
    const { context } = call;
    if (!isHeard(context)) throw call.forbidden("choose a nickname first");
    return context.nick;
  }

  /** Whether the name is the guest's; a server that was restarted may have given it to somebody else. */
  function isHeard(guest: Guest): guest is Guest & { nick: string } {
    return guest.nick !== undefined && nicks.claim(guest.nick, guest.id);
  }

  function mayListen({ room }: { room: string }, { context }: { context: Guest }): boolean {
    return rooms.has(room) && !rooms.isShownOut(room, context.nick);
  }

  return { server };
}

const firstRooms = {
  lobby: "Where everyone comes in",
  harbour: "Ships, ropes and weather",
  workshop: "What are you building?",
};

function welcome(nick: string): string {
  return `Welcome aboard, ${nick}. Say hello, everyone in the room hears you at once.`;
}

/** The page needs nothing but what this server serves: no inline script or style, no eval, no frame around it. */
const pageHeaders = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** Where the page is put and found where nobody says otherwise. */
export const pageDir = fileURLToPath(new URL("./dist", import.meta.url));
