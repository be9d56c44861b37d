import type { OrderStorage } from "./storage/storage.ts";
import { mayBePaidUnseen, payState } from "./view.ts";

/** Most sockets on one order: a few pages of one customer. The oldest makes room. */
const SOCKETS_MAX = 20;

/** Hibernating sockets that wait for the order's state. They cost nothing while the object sleeps. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #storage: OrderStorage;

  constructor(ctx: DurableObjectState, storage: OrderStorage) {
    this.#ctx = ctx;
    this.#storage = storage;
    // Answered by the runtime without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Accepts a socket and tells it the current state at once. */
  accept(): Response {
    const open = this.#ctx.getWebSockets();
    if (open.length >= SOCKETS_MAX) open[0]?.close(1008, "replaced by a newer page");
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#send(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Sends every socket the state, when it is another one than it was sent last. */
  notify(): void {
    for (const socket of this.#ctx.getWebSockets()) this.#send(socket);
  }

  release(socket: WebSocket): void {
    try {
      socket.close();
    } catch {
      // Closed already by the other side.
    }
  }

  /** The version sent last is kept with the socket, so hibernation does not make it forget. */
  #send(socket: WebSocket): void {
    const order = this.#storage.order();
    const version = order && this.#storage.outbox.version();
    if (!order || socket.deserializeAttachment() === version) return;
    try {
      socket.send(JSON.stringify(payState(order, mayBePaidUnseen(this.#storage))));
      socket.serializeAttachment(version);
    } catch {
      // The page has gone; its next socket starts with the state.
    }
  }
}
