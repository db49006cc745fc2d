import type { ConnectionStatus } from "@hawser/client";
import type { Chat } from "../chat.client.js";
import { Company } from "./company.js";
import { Conversation, type Self } from "./conversation.js";
import { createRoom } from "./creating.js";
import { enter } from "./entering.js";
import type { Guest } from "./guest.js";
import { Outgoing } from "./outgoing.js";
import { RoomFeed } from "./room-feed.js";
import { RoomList } from "./room-list.js";
import { showOut } from "./showing-out.js";
import { TypingSignal } from "./typing-signal.js";
import { Composer } from "./view/composer.js";
import { CreateForm } from "./view/create-form.js";
import { EntryForm } from "./view/entry-form.js";
import { Frame } from "./view/frame.js";
import { MessageLog } from "./view/message-log.js";
import { NewsLine } from "./view/news-line.js";
import { PeopleStrip } from "./view/people-strip.js";
import { RoomNav } from "./view/room-nav.js";
import { StatusBar } from "./view/status-bar.js";
import { TypingLine } from "./view/typing-line.js";

/** The page: one guest, one connection, one open room. */
export class Page {
  readonly #chat: Chat;
  readonly #guest: Guest;
  readonly #self: Self;
  readonly #outgoing: Outgoing;
  readonly #rooms: RoomList;
  readonly #typing: TypingSignal;
  /** Rooms that were open once keep what was not sent. */
  readonly #conversations = new Map<string, Conversation>();
  #open: OpenRoom | undefined;
  #wasWelcomed = false;
  /** How many had been fetched when the connection was opened. */
  #tokensBefore = 0;

  readonly #frame = new Frame();
  readonly #log: MessageLog;
  readonly #nav: RoomNav;
  readonly #composer: Composer;
  readonly #entry: EntryForm;
  readonly #statusBar: StatusBar;
  readonly #people = new PeopleStrip();
  readonly #typingLine = new TypingLine();
  readonly #news = new NewsLine();

  constructor(chat: Chat, guest: Guest) {
    const { connection } = chat;
    this.#chat = chat;
    this.#guest = guest;
    this.#outgoing = new Outgoing(chat);
    this.#self = {
      get nick() {
        return guest.nick;
      },
      get isOnline() {
        return connection.status.state === "open";
      },
      owns: (room) => guest.nick !== undefined && this.#rooms.get(room)?.owner === guest.nick,
    };

    this.#log = new MessageLog({
      retry: (draft) => this.#withOpen((conversation) => this.#outgoing.retry(conversation, draft)),
      discard: (draft) => this.#withOpen((conversation) => conversation.discard(draft)),
      showOut: (nick) => this.#withOpen((conversation) => void showOut(chat, conversation, nick)),
      nearTop: () => void this.#open?.feed.readEarlier(),
    });
    this.#rooms = new RoomList(
      () => this.#log.isVisible,
      () => this.#show(),
    );
    this.#nav = new RoomNav(this.#frame.rooms, this.#rooms);
    this.#entry = new EntryForm({ enter: (nick) => this.#enter(nick), entered: () => this.#composer.focus() });
    this.#statusBar = new StatusBar(() => connection.reconnect());
    new CreateForm((name) => this.#create(name));

    this.#typing = new TypingSignal((isTyping) => this.#open?.company.tell(isTyping));
    this.#composer = new Composer({
      typed: (text) => this.#typing.typed(text),
      send: (text) => {
        this.#typing.stop();
        this.#withOpen((conversation) => this.#outgoing.say(conversation, text));
      },
    });
  }

  start(): void {
    const { connection } = this.#chat;
    connection.onStatus((status) => this.#statusChanged(status));
    this.#guest.onToken = () => this.#show();
    this.#statusBar.show(connection.status);
    this.#followRooms();
    addEventListener("hashchange", () => this.#route());
    document.addEventListener("visibilitychange", () => this.#rooms.look());
    this.#route();
    if (this.#guest.nick === undefined) this.#entry.show();
  }

  #statusChanged(status: ConnectionStatus): void {
    this.#statusBar.show(status);
    if (status.state === "open") this.#tokensBefore = this.#guest.tokens;
    // A server that goes away need not wait for what may be read later.
    if (status.state === "moving") this.#open?.feed.rest();
    this.#show();
    // A server that was restarted may have given the name away, and a closed one gives a new guest no welcome.
    if (status.state === "open" && this.#guest.nick !== undefined) void this.#enterAgain(this.#guest.nick);
  }

  async #enter(nick: string): Promise<string | undefined> {
    const entered = await enter(this.#chat, this.#guest, nick);
    if ("problem" in entered) return entered.problem;
    this.#attend();
    if (!this.#wasWelcomed) this.#withOpen((conversation) => conversation.note(entered.welcome, "welcome"));
    this.#wasWelcomed = true;
    this.#show();
    return undefined;
  }

  async #enterAgain(nick: string): Promise<void> {
    const problem = await this.#enter(nick);
    // Without a connection there is nothing to choose: the next one asks again.
    if (problem !== undefined && this.#self.isOnline) this.#entry.show(nick, problem);
  }

  async #create(name: string): Promise<string | undefined> {
    const problem = await createRoom(this.#chat, name);
    if (problem === undefined) this.#frame.go(name);
    return problem;
  }

  #followRooms(): void {
    const { rooms } = this.#chat;
    rooms.updates.subscribe({
      onEvent: (room) => this.#rooms.put(room),
      onStatus: async (status) => {
        if (status === "active") this.#rooms.replace(await rooms.list());
      },
    });
  }

  /** Shows what the address asks for. */
  #route(): void {
    const name = this.#frame.room;
    if (name !== undefined) this.#join(name);
    else if (!this.#open) this.#frame.go("lobby");
  }

  #join(name: string): void {
    this.#typing.stop();
    const conversation = this.#conversations.get(name) ?? new Conversation(name, this.#self, () => this.#show());
    this.#conversations.set(name, conversation);
    const before = this.#open;
    before?.feed.leave();
    const feed = new RoomFeed(this.#chat, conversation);
    // A look at the list of rooms takes nobody out of theirs.
    const isSame = before?.conversation === conversation;
    if (!isSame) before?.company.leave();
    const company = isSame ? before.company : this.#companyIn(name);
    this.#open = { conversation, feed, company };
    this.#attend();
    this.#showCompany();
    this.#rooms.open = name;
    this.#composer.room = name;
    this.#composer.focus();
  }

  #companyIn(room: string): Company {
    return new Company({ chat: this.#chat, room, onChange: () => this.#showCompany() });
  }

  /** Makes the guest one of those in the open room, once their token has their name. */
  #attend(): void {
    const { nick, signedNick } = this.#guest;
    if (nick !== undefined && nick === signedNick) this.#open?.company.enter(nick);
  }

  #withOpen(use: (conversation: Conversation) => void): void {
    if (this.#open) use(this.#open.conversation);
  }

  #show(): void {
    this.#nav.show();
    const { nick, tokens } = this.#guest;
    this.#frame.show({ rooms: this.#rooms, nick, renewals: this.#self.isOnline ? tokens - this.#tokensBefore : 0 });
    this.#withOpen((conversation) => this.#log.show(conversation));
  }

  #showCompany(): void {
    if (!this.#open) return;
    const { people, isStale, news } = this.#open.company;
    this.#people.show(people, { isStale });
    this.#news.show(news);
    const typists = people.filter(({ isTyping, isSelf }) => isTyping && !isSelf && !isStale);
    this.#typingLine.show(typists.map(({ nick }) => nick));
  }
}

interface OpenRoom {
  readonly conversation: Conversation;
  readonly feed: RoomFeed;
  readonly company: Company;
}
