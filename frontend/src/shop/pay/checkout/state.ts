import { createStore } from "solid-js/store";
import type { Failure } from "../../../shared/api/answer.ts";
import type { OrderDetail } from "../../api/types.ts";
import type { Kind } from "../../kinds/kind.ts";
import type { CheckoutOrder } from "./order.ts";

/** One centre's side of a checkout: which orders, created how. */
export type CheckoutSource = Pick<Kind, "from" | "create">;

export interface CheckoutListener {
  onFailure: (failure: Failure) => void;
  /** The dialog shows why there is no code. */
  onNoCode: (failure: Failure) => void;
  onPlaced: (order: CheckoutOrder) => void;
  onOpened: (order: CheckoutOrder) => void;
  /** The order to be opened belongs to another centre. */
  onForeign: (order: OrderDetail) => undefined;
  onCode: (order: CheckoutOrder, url: string) => void;
  /** The code's time has run out while it was shown. */
  onTimeout: (order: CheckoutOrder) => void;
  onRefresh: (order: CheckoutOrder) => void;
  /** Called as soon as it is known; `onCompleted` follows when the order has been read again. */
  onPaid: (order: CheckoutOrder) => void;
  onCompleted: (order: CheckoutOrder, whileOpen: boolean) => void;
  /** `certain`: no code of it can have been paid. Otherwise the dialog goes on saying how it stands. */
  onCancelled: (order: CheckoutOrder, certain: boolean) => void;
  /** The dialog was closed while the order can still be paid. */
  onKept: () => void;
  onClosed: () => void;
}

/** What is paid by: a code to scan, or a page of the gateway's to go to. */
export interface ShownCode {
  presents: "code" | "page";
  url: string;
  /** Counts the order's codes. */
  attempt: number;
  /** In `steadyNow`'s time. */
  deadlineMs: number;
  totalMs: number;
  cashierUrl: string | undefined;
}

export interface CheckoutState {
  open: boolean;
  order: CheckoutOrder | undefined;
  code: ShownCode | undefined;
  codeFailure: Failure | undefined;
  /** Another page shows a later code, which this page does not have: its own must not be scanned. */
  replaced: boolean;
  /** The last attempt to pay this code was declined. */
  declined: boolean;
  /** Paid as far as the customer can: their bank has yet to confirm it. */
  confirming: boolean;
  busy: "buy" | "code" | "cancel" | undefined;
  /** The order whose payment is watched; kept after closing, since a scanned code can still be paid. */
  watched: string | undefined;
}

export type CheckoutCore = ReturnType<typeof createCore>;

/** What the parts of one checkout share. */
export function createCore(source: CheckoutSource, listener: CheckoutListener) {
  const [state, setState] = createStore<CheckoutState>({
    open: false,
    order: undefined,
    code: undefined,
    codeFailure: undefined,
    replaced: false,
    declined: false,
    confirming: false,
    busy: undefined,
    watched: undefined,
  });
  return { source, listener, state, setState };
}
