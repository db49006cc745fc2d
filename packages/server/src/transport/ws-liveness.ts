/** What is watched: a connection that counts the bytes of its peer. */
export interface Peer {
  readonly idleTimeoutMs: number;
  bytesRead(): number;
  ping(): void;
  terminate(): void;
}

/** Sweeps per idle timeout. A dead peer lives at most one sweep longer than its timeout. */
const sweepsPerTimeout = 4;

/**
 * Pings peers that are quiet for half of their idle timeout and drops those that stay quiet for all of it. It looks at
 * bytes, not at messages: a peer whose large message takes long on a slow line cannot answer a ping in between.
 */
export class Liveness {
  readonly #watched = new Map<Peer, { bytes: number; quietMs: number }>();
  #timer: NodeJS.Timeout | undefined;
  #sweepMs = Number.POSITIVE_INFINITY;

  watch(peer: Peer): void {
    this.#watched.set(peer, { bytes: peer.bytesRead(), quietMs: 0 });
    const sweepMs = peer.idleTimeoutMs / sweepsPerTimeout;
    if (sweepMs < this.#sweepMs) this.#start(sweepMs);
  }

  /** The timer ends with the last peer. */
  forget(peer: Peer): void {
    this.#watched.delete(peer);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#sweepMs = Number.POSITIVE_INFINITY;
  }

  #start(sweepMs: number): void {
    clearInterval(this.#timer);
    this.#sweepMs = sweepMs;
    this.#timer = setInterval(() => this.#sweep(), sweepMs);
  }

  #sweep(): void {
    for (const [peer, state] of this.#watched) {
      const bytes = peer.bytesRead();
      // Sweeps are counted, not time: while this process itself was busy, it heard nobody.
      state.quietMs = bytes === state.bytes ? state.quietMs + this.#sweepMs : 0;
      state.bytes = bytes;
      if (state.quietMs >= peer.idleTimeoutMs) peer.terminate();
      else if (state.quietMs >= peer.idleTimeoutMs / 2) peer.ping();
    }
  }
}
