import { fileURLToPath } from "node:url";
import { type Call, createServer, type Server, staticFiles } from "@hawser/server";
import schema from "./chat.schema.js";
import { Nicks } from "./nicks.js";
import { maxRooms, Rooms } from "./rooms.js";

export interface ChatOptions {
  /** URL path under which page and socket are served, with a slash at both ends. The socket is at `rpc` below it. */
  base: string;
  /** Where `buildChatPage` put the page. @default the directory `dist` beside this file */
  pageDir?: string;
}

/** The chat: its server, which answers calls, and serves the page on the same port. */
export function createChat(options: ChatOptions): { server: Server<typeof schema> } {
  const { base } = options;
  const nicks = new Nicks();
  const rooms = new Rooms(firstRooms);

  const server = createServer(schema, {
    path: `${base}rpc`,
    http: [staticFiles(options.pageDir ?? pageDir, { prefix: base, headers: pageHeaders })],

    authenticate: ({ auth: { token, nick } }): Guest => ({
      token,
      nick: nick !== undefined && nicks.claim(nick, token) ? nick : undefined,
    }),

    procedures: {
      users: {
        enter({ nick }, call) {
          if (!nicks.claim(nick, call.context.token)) throw call.error("NickTaken", { nick });
          call.context.nick = nick;
          return { nick, text: welcome(nick) };
        },
      },

      rooms: {
        list: () => rooms.list(),

        create({ room: name, about }, call) {
          nickOf(call);
          if (rooms.has(name)) throw call.error("RoomExists", { room: name });
          const room = rooms.create(name, about);
          if (!room) throw call.error("TooManyRooms", { max: maxRooms });
          server.publish.rooms.updates(room);
          return room;
        },

        history({ room, last }, call) {
          const messages = rooms.history(room, last);
          if (!messages) throw call.error("RoomNotFound", { room });
          return messages;
        },

        send(input, call) {
          const said = rooms.say({ ...input, from: nickOf(call) });
          if (!said) throw call.error("RoomNotFound", { room: input.room });
          const { message, room } = said;
          if (room) {
            server.publish.rooms.messages({ room: room.name }, message);
            server.publish.rooms.updates(room);
          }
          return message;
        },

        type({ room, isTyping }, call) {
          if (!rooms.has(room)) throw call.error("RoomNotFound", { room });
          server.publish.rooms.typing({ room }, { nick: nickOf(call), isTyping });
        },
      },
    },

    topics: {
      rooms: {
        messages: { authorize: ({ room }) => rooms.has(room) },
        typing: { authorize: ({ room }) => rooms.has(room) },
      },
    },
  });

  /** Who calls, of whom the server has heard now. */
  function nickOf(call: Call<Guest>): string {
    const { token, nick } = call.context;
    if (nick === undefined || !nicks.claim(nick, token)) throw call.forbidden("choose a nickname first");
    return nick;
  }

  return { server };
}

/** Who is at the other end of a connection. */
interface Guest {
  readonly token: string;
  /** `undefined` until they have entered. */
  nick: string | undefined;
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
