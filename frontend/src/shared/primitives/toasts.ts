import { createSignal } from "solid-js";
import { type Failure, NETWORK_LOST } from "../api/answer.ts";
import { t } from "../i18n/index.ts";

export type ToastKind = "ok" | "info" | "error";

export interface Toast {
  id: number;
  kind: ToastKind;
  text: string;
  /** Where the customer can do something about it. */
  action?: { label: string; href: string };
}

const SHOWN_MAX = 3;
const SHOWN_MS: Record<ToastKind, number> = { ok: 6_000, info: 8_000, error: 10_000 };

const [toasts, setToasts] = createSignal<Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;

export { toasts };

export function showToast(kind: ToastKind, text: string, action?: Toast["action"]): void {
  const repeated = toasts().find((toast) => toast.text === text);
  if (repeated) dismissToast(repeated.id);
  const id = ++lastId;
  for (const old of toasts().slice(0, -(SHOWN_MAX - 1))) dismissToast(old.id);
  setToasts((shown) => [...shown, action ? { id, kind, text, action } : { id, kind, text }]);
  resumeToast(id);
}

export function dismissToast(id: number): void {
  holdToast(id);
  setToasts((shown) => shown.filter((toast) => toast.id !== id));
}

/** A new story begins: what was said of the last one would contradict what is shown now. */
export function clearToasts(): void {
  for (const toast of toasts()) dismissToast(toast.id);
}

/** Keeps a toast while it is read: under the pointer or with the focus in it. */
export function holdToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function resumeToast(id: number): void {
  holdToast(id);
  const toast = toasts().find((shown) => shown.id === id);
  if (toast)
    timers.set(
      id,
      setTimeout(() => dismissToast(id), SHOWN_MS[toast.kind]),
    );
}

/** The server's text, or the page's own where there was no answer. */
export function failureText(failure: Failure): string {
  if (failure.title) return failure.title;
  return failure.code === NETWORK_LOST
    ? t("common.failure.networkLost")
    : t("common.failure.unexpected");
}

export const showFailure = (failure: Failure): void => showToast("error", failureText(failure));
