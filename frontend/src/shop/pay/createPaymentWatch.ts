import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  untrack,
} from "solid-js";
import { type Failure, isFinal } from "../../shared/api/answer.ts";
import { readPayResult, watchAddress } from "../api/pay.ts";
import type { CodeReplaced, OrderFrom, PaymentDeclined, PayResult } from "../api/types.ts";
import { openPaymentSocket, type PaymentSocket } from "./paymentSocket.ts";
import { stageOf } from "./stage.ts";

/** The seeds' interval. Only used while no socket is open. */
const POLL_INTERVAL_MS = 3_000;
/** An order that ended unpaid can still turn out paid, but that is not urgent: every fifth turn is enough. */
const ENDED_POLL_TURNS = 5;
/** A socket can look open long after the network behind it has gone: it must say something in this many turns. */
const PING_TURNS = 3;

/** What happens to a payment without changing the order. */
export type OrderNews = CodeReplaced | PaymentDeclined;

interface WatchOptions {
  from: Accessor<OrderFrom>;
  /** The order to watch; undefined watches nothing. */
  orderId: Accessor<string | undefined>;
  onResult: (result: PayResult) => void;
  /** Another page shows a later code, or a payment was declined. */
  onNews?: (news: OrderNews) => void;
  /** Asking has ended: who asks is not, or no longer, the order's owner. */
  onRefused?: (failure: Failure) => void;
}

/** What is told while an order is watched. */
interface Listener {
  onResult: (result: PayResult) => void;
  onNews: (news: OrderNews) => void;
  onConnected: (connected: boolean) => void;
  /** How the last question failed; undefined when it was answered. */
  onTrouble: (failure: Failure | undefined) => void;
}

/**
 * Follows an order's payment state: by socket, which sends the state at once and then each change, and by polling while the
 * socket is closed or silent. A page that becomes visible or online again asks at once.
 */
export function createPaymentWatch(options: WatchOptions) {
  const [connected, setConnected] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Failure>();
  const watched = createMemo(options.orderId);

  createEffect(() => {
    const orderId = watched();
    setTrouble(undefined);
    if (orderId === undefined) return;
    const stop = watch(untrack(options.from), orderId, {
      onResult: options.onResult,
      onNews: (news) => options.onNews?.(news),
      onConnected: setConnected,
      onTrouble: (failure) => {
        setTrouble(failure);
        if (failure && isFinal(failure)) options.onRefused?.(failure);
      },
    });
    onCleanup(stop);
  });

  return {
    connected,
    /** Why nothing is heard of the order; undefined while the socket or the last question was answered. */
    trouble: () => {
      const failure = trouble();
      return failure && (isFinal(failure) || !connected()) ? failure : undefined;
    },
  };
}

function watch(from: OrderFrom, orderId: string, listener: Listener): () => void {
  let ended = false;
  const tell = (result: PayResult) => {
    ended = stageOf(result.orderStatus) === "ended";
    listener.onTrouble(undefined);
    listener.onResult(result);
  };

  const asking = createAsking(from, orderId, tell, listener.onTrouble);
  const socket = openPaymentSocket(watchAddress(from, orderId), {
    onMessage: (data) => {
      const message = readMessage(data);
      if (!message) return;
      if ("event" in message) listener.onNews(message);
      else tell(message);
    },
    onConnected: listener.onConnected,
    onLost: asking.ask,
  });
  const poll = startPolling(socket, asking.ask, () => ended);
  const wake = () => {
    if (document.visibilityState === "hidden") return;
    asking.again(); // The customer may have signed in again elsewhere.
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
function createAsking(
  from: OrderFrom,
  orderId: string,
  tell: (result: PayResult) => void,
  onTrouble: (failure: Failure) => void,
) {
  let stopped = false;
  let underway = false;
  let refused = false;

  const ask = async () => {
    if (underway || refused) return;
    underway = true;
    const answer = await readPayResult(from, orderId);
    underway = false;
    if (stopped) return;
    if (answer.ok) return tell(answer.value);
    refused = isFinal(answer);
    onTrouble(answer);
  };
  return {
    ask: () => void ask(),
    /** Also where it was refused before. */
    again: () => {
      refused = false;
      void ask();
    },
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

/** One without `event` is the order's state. */
function readMessage(data: unknown): PayResult | OrderNews | undefined {
  if (typeof data !== "string" || !data.startsWith("{")) return undefined;
  try {
    return JSON.parse(data) as PayResult | OrderNews;
  } catch {
    return undefined;
  }
}
