import type { CodeReplaced, PaymentDeclined } from "../../domain/order/messages.ts";
import { cashierUrl } from "../../payments/cashier.ts";
import { presentsPage } from "../../payments/registry.ts";
import type { ShownCode } from "./attempts/opening.ts";
import type { OrderContext } from "./context.ts";
import { knownPayState } from "./view.ts";

/** Most sockets on one order: a few pages of one customer. The oldest makes room. */
const SOCKETS_MAX = 20;

/** Hibernating sockets that wait for the order's state. They cost nothing while the object sleeps. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  readonly #context: OrderContext;
  /** The last code, for pages that connect a moment later; forgotten when the object sleeps. */
  #shown: ShownCode | undefined;

  constructor(ctx: DurableObjectState, context: OrderContext) {
    this.#ctx = ctx;
    this.#context = context;
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
    this.#sendCode(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Sends every socket the state, when it is another one than it was sent last. */
  notify(): void {
    for (const socket of this.#ctx.getWebSockets()) this.#send(socket);
  }

  /** Sends every socket the code that now takes the place of earlier ones, so that all pages show the same. */
  show(shown: ShownCode): void {
    this.#shown = shown;
    for (const socket of this.#ctx.getWebSockets()) this.#sendCode(socket);
  }

  tell(news: PaymentDeclined): void {
    for (const socket of this.#ctx.getWebSockets()) trySend(socket, news);
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
    const { storage } = this.#context;
    const order = storage.order();
    const version = order && storage.outbox.version();
    if (!order || socket.deserializeAttachment() === version) return;
    if (trySend(socket, knownPayState(order, storage.attempts)))
      socket.serializeAttachment(version);
  }

  #sendCode(socket: WebSocket): void {
    const message = this.#codeReplaced();
    if (message) trySend(socket, message);
  }

  /** The order's first code replaces none. */
  #codeReplaced(): CodeReplaced | undefined {
    const { storage, env, now } = this.#context;
    const order = storage.order();
    if (order?.state !== "pending" || order.codesShown < 2) return undefined;
    const attempt = order.codesShown;
    const message = { event: "code-replaced", orderNo: order.placed.orderNo, attempt } as const;
    const shown = this.#shown?.attempt === attempt ? this.#shown : undefined;
    if (!shown) return { ...message, payType: order.payingWith };
    const { payType, codeUrl: url, expiresAtMs } = shown;
    const code = { url, expiresInMs: Math.max(0, expiresAtMs - now()) };
    if (presentsPage(payType)) return { ...message, payType, redirect: code };
    const cashier = cashierUrl(env, payType, url);
    return { ...message, payType, code: cashier ? { ...code, cashierUrl: cashier } : code };
  }
}

/** False when the page has gone; its next socket starts with the state. */
function trySend(socket: WebSocket, message: object): boolean {
  try {
    socket.send(JSON.stringify(message));
    return true;
  } catch {
    return false;
  }
}
