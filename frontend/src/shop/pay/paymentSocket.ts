import { embedding } from "../../shared/embedding.ts";
import { reconnectDelayMs } from "./backoff.ts";

interface SocketListener {
  onMessage: (data: unknown) => void;
  onConnected: (connected: boolean) => void;
  onLost: () => void;
}

export type PaymentSocket = ReturnType<typeof openPaymentSocket>;

/** A socket that connects again by itself, later after each failure. */
export function openPaymentSocket(address: string, listener: SocketListener) {
  let closed = false;
  let failures = 0;
  /** Whether anything has arrived since the last ping. */
  let answered = false;
  let socket: WebSocket | undefined;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  const opened = () => (socket?.readyState === WebSocket.OPEN ? socket : undefined);

  const connect = () => {
    clearTimeout(reconnect);
    // A browser can send a socket no token but in its address: a frame asks instead.
    if (embedding()) return;
    const mine = new WebSocket(address);
    socket = mine;
    answered = false;
    mine.onopen = () => {
      failures = 0;
      listener.onConnected(true);
    };
    mine.onmessage = (message) => {
      answered = true;
      if (!closed) listener.onMessage(message.data);
    };
    mine.onclose = () => lost(mine);
  };

  const lost = (mine: WebSocket) => {
    if (closed || socket !== mine) return;
    socket = undefined;
    listener.onConnected(false);
    listener.onLost();
    reconnect = setTimeout(connect, reconnectDelayMs(failures++, Math.random()));
  };

  connect();
  return {
    /** Open, and it has answered the last ping. */
    isAlive: () => opened() !== undefined && answered,
    ping: () => {
      answered = false;
      opened()?.send("ping");
    },
    /** Gives up a socket that looks open but is silent. */
    renew: () => {
      const silent = opened();
      if (!silent) return;
      lost(silent);
      silent.close(); // Its event may take minutes to come.
    },
    /** Connects now rather than after the delay. */
    wake: () => {
      if (!opened() && socket?.readyState !== WebSocket.CONNECTING) connect();
    },
    close: () => {
      closed = true;
      clearTimeout(reconnect);
      socket?.close();
      listener.onConnected(false);
    },
  };
}
