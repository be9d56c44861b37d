import { createSignal } from "solid-js";
import { isServer } from "solid-js/web";

const [online, setOnline] = createSignal(isServer || navigator.onLine !== false);
const [answered, setAnswered] = createSignal(true);

if (!isServer) {
  const update = () => setOnline(navigator.onLine !== false);
  window.addEventListener("online", update);
  window.addEventListener("offline", update);
}

/** Whether the browser has a network at all. */
export { online as isOnline };

/** What became of the last request: whether anything answered. */
export const noteAnswer = (came: boolean): void => void setAnswered(came);

/** Whether the server can be reached, as far as is known: the browser has a network, and the last request was answered. */
export const isConnected = (): boolean => online() && answered();
