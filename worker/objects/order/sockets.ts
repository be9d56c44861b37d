import type { OrderRecord } from "./storage.ts";
import { payState } from "./view.ts";

/** Most sockets on one order: a few pages of one customer. The oldest makes room. */
const SOCKETS_MAX = 20;

/** Hibernating sockets that wait for the order's state. They cost nothing while the object sleeps. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #order: () => OrderRecord | null;

  constructor(ctx: DurableObjectState, order: () => OrderRecord | null) {
    this.#ctx = ctx;
    this.#order = order;
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

  /** Tells every socket the state, when it is another one than it was told last. */
  tell(): void {
    for (const socket of this.#ctx.getWebSockets()) this.#send(socket);
  }

  release(socket: WebSocket): void {
    try {
      socket.close();
    } catch {
      // Closed already by the other side.
    }
  }

  /** The version told last is kept with the socket, so hibernation does not make it forget. */
  #send(socket: WebSocket): void {
    const order = this.#order();
    if (!order || socket.deserializeAttachment() === order.version) return;
    try {
      socket.send(JSON.stringify(payState(order)));
      socket.serializeAttachment(order.version);
    } catch {
      // The page has gone; its next socket starts with the state.
    }
  }
}
