import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  untrack,
} from "solid-js";
import { type Answer, isFinal } from "../api/answer.ts";
import { readPayResult, watchAddress } from "../api/pay.ts";
import type { OrderFrom, PayResult } from "../api/types.ts";
import { reconnectDelayMs } from "./backoff.ts";
import { stageOf } from "./stage.ts";

/** The seeds' interval. Only used while no socket is open. */
const POLL_INTERVAL_MS = 3_000;
/** An order that ended unpaid can still turn out paid, but nobody waits for it at the screen: every fifth turn is enough. */
const ENDED_POLL_TURNS = 5;
/** A socket can look open long after the network behind it has gone: it must say something in this many turns. */
const PING_TURNS = 3;

interface WatchOptions {
  from: Accessor<OrderFrom>;
  /** The order to watch; undefined watches nothing. */
  orderId: Accessor<string | undefined>;
  onResult: (result: PayResult) => void;
}

/**
 * Hears an order's payment state: by socket, which brings the state at once and each change, and by polling while the
 * socket is not open, or silent. A page that comes back into view, or online, asks once without waiting.
 */
export function createPaymentWatch(options: WatchOptions) {
  const [connected, setConnected] = createSignal(false);
  const watched = createMemo(options.orderId);

  createEffect(() => {
    const orderId = watched();
    if (orderId === undefined) return;
    const stop = watch(untrack(options.from), orderId, options.onResult, setConnected);
    onCleanup(stop);
  });

  return { connected };
}

function watch(
  from: OrderFrom,
  orderId: string,
  onResult: (result: PayResult) => void,
  onConnected: (connected: boolean) => void,
): () => void {
  let stopped = false;
  let failures = 0;
  let asking = false;
  let refused = false;
  let ended = false;
  let turn = 0;
  let answered = false;
  let socket: WebSocket | undefined;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  const tell = (result: PayResult) => {
    ended = stageOf(result.orderStatus) === "ended";
    onResult(result);
  };

  const ask = async () => {
    if (asking || refused) return;
    asking = true;
    const answer: Answer<PayResult> = await readPayResult(from, orderId);
    asking = false;
    if (stopped) return;
    if (answer.ok) tell(answer.value);
    else refused = isFinal(answer);
  };

  const connect = () => {
    clearTimeout(reconnect);
    const mine = new WebSocket(watchAddress(from, orderId));
    socket = mine;
    answered = false;
    mine.onopen = () => {
      failures = 0;
      onConnected(true);
    };
    mine.onmessage = (message) => {
      answered = true;
      const result = readMessage(message.data);
      if (result && !stopped) tell(result);
    };
    mine.onclose = () => lost(mine);
  };

  const lost = (mine: WebSocket) => {
    if (stopped || socket !== mine) return;
    socket = undefined;
    onConnected(false);
    void ask();
    reconnect = setTimeout(connect, reconnectDelayMs(failures++, Math.random()));
  };

  const wake = () => {
    if (document.visibilityState === "hidden") return;
    void ask();
    if (!isOpen() && socket?.readyState !== WebSocket.CONNECTING) connect();
  };

  const poll = setInterval(() => {
    turn++;
    const open = isOpen() ? socket : undefined;
    const pingIsDue = turn % PING_TURNS === 0;
    if (open && answered) {
      if (!pingIsDue) return;
      answered = false;
      return open.send("ping");
    }
    if (!ended || turn % ENDED_POLL_TURNS === 0) void ask();
    if (!open || !pingIsDue) return;
    lost(open);
    open.close(); // Its event may take minutes to come.
  }, POLL_INTERVAL_MS);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  connect();

  return () => {
    stopped = true;
    clearInterval(poll);
    clearTimeout(reconnect);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    socket?.close();
    onConnected(false);
  };
}

function readMessage(data: unknown): PayResult | undefined {
  if (typeof data !== "string" || !data.startsWith("{")) return undefined;
  try {
    return JSON.parse(data) as PayResult;
  } catch {
    return undefined;
  }
}
