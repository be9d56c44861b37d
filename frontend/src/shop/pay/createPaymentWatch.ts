import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  untrack,
} from "solid-js";
import { isFinal } from "../../shared/api/answer.ts";
import { readPayResult, watchAddress } from "../api/pay.ts";
import type { OrderFrom, PayResult } from "../api/types.ts";
import { openPaymentSocket, type PaymentSocket } from "./paymentSocket.ts";
import { stageOf } from "./stage.ts";

/** The seeds' interval. Only used while no socket is open. */
const POLL_INTERVAL_MS = 3_000;
/** An order that ended unpaid can still turn out paid, but that is not urgent: every fifth turn is enough. */
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
 * Follows an order's payment state: by socket, which sends the state at once and then each change, and by polling while the
 * socket is closed or silent. A page that becomes visible or online again asks at once.
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
  let ended = false;
  const tell = (result: PayResult) => {
    ended = stageOf(result.orderStatus) === "ended";
    onResult(result);
  };

  const asking = createAsking(from, orderId, tell);
  const socket = openPaymentSocket(watchAddress(from, orderId), {
    onMessage: (data) => {
      const result = readMessage(data);
      if (result) tell(result);
    },
    onConnected,
    onLost: asking.ask,
  });
  const poll = startPolling(socket, asking.ask, () => ended);
  const wake = () => {
    if (document.visibilityState === "hidden") return;
    asking.ask();
    socket.wake();
  };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);

  return () => {
    clearInterval(poll);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    asking.stop();
    socket.close();
  };
}

/** Asks by request, one at a time, until it is refused for good. */
function createAsking(from: OrderFrom, orderId: string, tell: (result: PayResult) => void) {
  let stopped = false;
  let underway = false;
  let refused = false;

  const ask = async () => {
    if (underway || refused) return;
    underway = true;
    const answer = await readPayResult(from, orderId);
    underway = false;
    if (stopped) return;
    if (answer.ok) tell(answer.value);
    else refused = isFinal(answer);
  };
  return {
    ask: () => void ask(),
    stop: () => {
      stopped = true;
    },
  };
}

function startPolling(socket: PaymentSocket, ask: () => void, hasEnded: () => boolean) {
  let turn = 0;
  return setInterval(() => {
    turn++;
    const pingIsDue = turn % PING_TURNS === 0;
    if (socket.isAlive()) return pingIsDue ? socket.ping() : undefined;
    if (!hasEnded() || turn % ENDED_POLL_TURNS === 0) ask();
    if (pingIsDue) socket.renew();
  }, POLL_INTERVAL_MS);
}

function readMessage(data: unknown): PayResult | undefined {
  if (typeof data !== "string" || !data.startsWith("{")) return undefined;
  try {
    return JSON.parse(data) as PayResult;
  } catch {
    return undefined;
  }
}
