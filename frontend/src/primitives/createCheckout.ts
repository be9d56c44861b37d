import { createEffect, createMemo, onCleanup } from "solid-js";
import { createStore } from "solid-js/store";
import { readOrder } from "../api/account.ts";
import { type Answer, type Failure, map } from "../api/answer.ts";
import { cancelPayment, prepay, readPayResult } from "../api/pay.ts";
import type { OrderCreated, OrderDetail, OrderStatus, PayResult } from "../api/types.ts";
import type { Kind, Purchase, Sold } from "../kinds/kind.ts";
import { remainingAtReceipt } from "./countdown.ts";
import { createPaymentWatch } from "./createPaymentWatch.ts";
import { isSettled, type Stage, stageOf } from "./stage.ts";

export interface CheckoutOrder extends Sold {
  id: string;
  /** What was ordered, to order it again. */
  itemId: string;
  orderNo: string;
  amount: string;
  currency: string;
  payType: number;
  status: OrderStatus;
  /** Until when it is active; known once it is granted, and only where it ends. */
  until: string | null;
}

/** One centre's side of a checkout: which orders, created how. */
export type CheckoutSource = Pick<Kind, "from" | "create">;

export interface CheckoutListener {
  onFailure: (failure: Failure) => void;
  onPlaced: (order: CheckoutOrder) => void;
  onOpened: (order: CheckoutOrder) => void;
  /** The order to be opened belongs to another centre. */
  onForeign: (order: OrderDetail) => undefined;
  onCode: (order: CheckoutOrder, url: string) => void;
  /** The code's time has run out while it was shown. */
  onTimeout: (order: CheckoutOrder) => void;
  onRefresh: (order: CheckoutOrder) => void;
  /** Told the moment it is known; `onCompleted` follows when the order has been read again. */
  onPaid: (order: CheckoutOrder) => void;
  onCompleted: (order: CheckoutOrder, whileOpen: boolean) => void;
  onCancelled: (order: CheckoutOrder) => void;
  /** The dialog was closed while the order can still be paid. */
  onKept: () => void;
  onClosed: () => void;
}

export interface ShownCode {
  url: string;
  deadlineMs: number;
  totalMs: number;
  cashierUrl: string | undefined;
}

export interface CheckoutState {
  open: boolean;
  order: CheckoutOrder | undefined;
  code: ShownCode | undefined;
  codeFailure: Failure | undefined;
  busy: "buy" | "code" | "cancel" | undefined;
  /** The order whose payment is watched; kept after closing, since a scanned code can still be paid. */
  watched: string | undefined;
}

export type Checkout = ReturnType<typeof createCheckout>;

/** From "buy" to paid: one order at a time, its code, its dialog, and the ear on its payment. */
export function createCheckout(source: CheckoutSource, listener: CheckoutListener) {
  const [state, setState] = createStore<CheckoutState>({
    open: false,
    order: undefined,
    code: undefined,
    codeFailure: undefined,
    busy: undefined,
    watched: undefined,
  });
  const stage = createMemo<Stage>(() => (state.order ? stageOf(state.order.status) : "code"));
  let codeRequest = 0; // The last request for a code wins; late answers to earlier ones are dropped.

  const { connected } = createPaymentWatch({
    from: () => source.from,
    orderId: () => state.watched,
    onResult: (result) => void settle(result),
  });

  createEffect(() => {
    const deadlineMs = state.code?.deadlineMs;
    if (deadlineMs === undefined) return;
    const timer = setTimeout(() => {
      const order = state.order;
      if (order?.status === "pending" && !state.busy) listener.onTimeout({ ...order });
    }, deadlineMs - Date.now());
    onCleanup(() => clearTimeout(timer));
  });

  async function start(ask: () => Promise<Answer<CheckoutOrder> | undefined>) {
    if (state.busy) return;
    setState("busy", "buy");
    const answer = await ask();
    setState("busy", undefined);
    if (!answer) return;
    if (!answer.ok) return listener.onFailure(answer);
    show(answer.value);
  }

  function show(order: CheckoutOrder) {
    setState({
      open: true,
      order,
      code: undefined,
      codeFailure: undefined,
      watched: isSettled(order.status) ? undefined : order.id,
    });
    listener.onOpened(order);
    if (order.status === "pending") void fetchCode(order.payType);
  }

  async function fetchCode(payType: number) {
    const order = state.order;
    if (order?.status !== "pending") return;
    const mine = ++codeRequest;
    setState({ busy: "code", codeFailure: undefined });
    setState("order", { payType });
    const answer = await prepay(source.from, order.id, payType);
    if (mine !== codeRequest || state.order?.id !== order.id) return;

    setState("busy", undefined);
    if (!answer.ok) return refuseCode(order.id, answer);
    const { qrCode, expiresAt, cashierUrl } = answer.value;
    const remaining = remainingAtReceipt(expiresAt, answer.serverTimeMs, Date.now());
    setState("order", { payType: answer.value.payType });
    setState("code", {
      url: qrCode.code_url,
      deadlineMs: Date.now() + remaining,
      totalMs: Math.max(remaining, 1),
      cashierUrl,
    });
    listener.onCode({ ...state.order }, qrCode.code_url);
  }

  async function refuseCode(orderId: string, failure: Failure) {
    // It may have been paid in the meantime: only the order itself knows.
    if (failure.code === "ORDER_NOT_PAYABLE") {
      const result = await readPayResult(source.from, orderId);
      if (result.ok && result.value.orderStatus !== "pending") return settle(result.value);
    }
    setState({ code: undefined, codeFailure: failure });
    listener.onFailure(failure);
  }

  async function settle(result: PayResult) {
    const order = state.order;
    if (!order || order.orderNo !== result.orderNo) return;
    if (order.status === result.orderStatus) return;
    setState("order", { status: result.orderStatus });
    if (result.orderStatus === "completed") {
      listener.onPaid({ ...order });
      await complete(order.id);
    }
    if (isSettled(result.orderStatus)) setState("watched", undefined);
  }

  async function complete(orderId: string) {
    const detail = map(await readOrder(orderId), fromDetail);
    if (state.order?.id !== orderId) return;
    if (detail.ok) setState("order", { ...detail.value, status: "completed" });
    listener.onCompleted({ ...state.order }, state.open);
  }

  async function cancel() {
    const order = state.order;
    if (!order || state.busy === "cancel") return;
    codeRequest++;
    setState("busy", "cancel");
    const answer = await cancelPayment(source.from, order.id);
    setState("busy", undefined);
    if (!answer.ok) return listener.onFailure(answer);
    if (answer.value.orderStatus !== "cancelled") return settle(answer.value);
    hide();
    setState("watched", undefined);
    listener.onCancelled({ ...order });
  }

  function close() {
    if (!state.open) return;
    const payable = state.order?.status === "pending";
    hide();
    if (payable) listener.onKept();
  }

  function hide() {
    codeRequest++;
    setState({ open: false, code: undefined, codeFailure: undefined, busy: undefined });
    listener.onClosed();
  }

  async function refresh() {
    const order = state.order;
    if (!order) return;
    listener.onRefresh({ ...order });
    await fetchCode(order.payType);
  }

  const buy = (purchase: Purchase) =>
    start(async () => {
      const answer = map(await source.create(purchase), (made) => placed(made, purchase));
      if (answer.ok) listener.onPlaced(answer.value);
      return answer;
    });

  /** Opens an order that was placed before. */
  const resume = (orderId: string) =>
    start(async () => {
      const answer = await readOrder(orderId);
      if (!answer.ok || answer.value.from === source.from) return map(answer, fromDetail);
      return listener.onForeign(answer.value);
    });

  return {
    state,
    stage,
    connected,
    buy,
    /** A new order for the same thing, after this one has ended. */
    again: async () => state.order && buy({ ...state.order, shownAmount: undefined }),
    resume,
    refresh,
    changePayWay: (payType: number) => fetchCode(payType),
    cancel,
    close,
  };
}

const placed = (made: OrderCreated, { itemId, payType, ...sold }: Purchase): CheckoutOrder => ({
  id: made.orderId,
  itemId,
  orderNo: made.orderNo,
  amount: made.orderAmount,
  currency: made.currency,
  payType,
  status: "pending",
  name: sold.name,
  duration: sold.duration,
  power: sold.power,
  until: null,
});

const fromDetail = (order: OrderDetail): CheckoutOrder => ({
  id: order.id,
  itemId: order.packageConfigId,
  orderNo: order.orderNo,
  amount: order.totalAmount,
  currency: order.currency,
  payType: order.payType,
  status: order.orderStatus,
  name: order.packageName,
  duration: order.duration,
  power: order.power,
  until: order.entitlement?.expiresAt ?? null,
});
