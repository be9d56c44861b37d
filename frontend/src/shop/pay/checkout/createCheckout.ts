import { createMemo } from "solid-js";
import { type Answer, map } from "../../../shared/api/answer.ts";
import { readOrder } from "../../api/account.ts";
import { cancelPayment } from "../../api/pay.ts";
import type { PayResult } from "../../api/types.ts";
import type { Purchase } from "../../kinds/kind.ts";
import { createPaymentWatch } from "../createPaymentWatch.ts";
import { isFinished, type Stage, stageOf } from "../stage.ts";
import { createCodes } from "./codes.ts";
import { type CheckoutOrder, knownOrder, placedOrder } from "./order.ts";
import {
  type CheckoutCore,
  type CheckoutListener,
  type CheckoutSource,
  createCore,
} from "./state.ts";

export type Checkout = ReturnType<typeof createCheckout>;

/** From "buy" to paid: one order at a time, its code, its dialog, and the watch on its payment. */
export function createCheckout(source: CheckoutSource, listener: CheckoutListener) {
  const core = createCore(source, listener);
  const { state } = core;
  const stage = createMemo<Stage>(() => (state.order ? stageOf(state.order.status) : "code"));
  const applyResult = (result: PayResult) => applyToOrder(core, result);
  const { fetchCode, refresh, follow, dropRequests } = createCodes(core, applyResult);
  const { trouble } = createPaymentWatch({
    from: () => source.from,
    orderId: () => state.watched,
    onResult: (result) => void applyResult(result),
    onNews: (news) => {
      if (news.event === "code-replaced") follow(news);
      if (news.event === "payment-declined") core.setState("declined", true);
    },
  });
  const { buy, resume } = createOpening(core, fetchCode);
  const { cancel, close } = createClosing(core, dropRequests, applyResult);

  return {
    state,
    stage,
    /** Why nothing is heard of the payment. */
    trouble,
    buy,
    /** A new order for the same thing, after this one has ended. */
    again: async () => state.order && buy({ ...state.order, shownAmount: undefined }),
    resume,
    refresh,
    changePayWay: fetchCode,
    cancel,
    close,
  };
}

/** What the server says of the order's payment. */
async function applyToOrder(core: CheckoutCore, result: PayResult) {
  const { state, setState, listener } = core;
  const order = state.order;
  if (!order || order.orderNo !== result.orderNo) return;
  setState("order", { unconfirmed: result.unconfirmed === true });
  setState("confirming", result.confirming === true);
  if (order.status === result.orderStatus) return;
  setState("order", { status: result.orderStatus });
  if (result.orderStatus === "completed") {
    listener.onPaid({ ...order });
    await readCompleted(core, order.id);
  }
  if (isFinished(result.orderStatus)) setState("watched", undefined);
}

/** Only now does the order name its entitlement. */
async function readCompleted({ state, setState, listener }: CheckoutCore, orderId: string) {
  const detail = map(await readOrder(orderId), knownOrder);
  if (state.order?.id !== orderId) return;
  if (detail.ok) setState("order", { ...detail.value, status: "completed" });
  listener.onCompleted({ ...state.order }, state.open);
}

/** The two ways into the dialog: a new order, and one that was placed before. */
function createOpening(
  { source, listener, state, setState }: CheckoutCore,
  fetchCode: (payType: number) => Promise<void>,
) {
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
      replaced: false,
      declined: false,
      confirming: false,
      watched: isFinished(order.status) ? undefined : order.id,
    });
    listener.onOpened(order);
    if (order.status === "pending") void fetchCode(order.payType);
  }

  const buy = (purchase: Purchase) =>
    start(async () => {
      const answer = map(await source.create(purchase), (made) => placedOrder(made, purchase));
      if (answer.ok) listener.onPlaced(answer.value);
      return answer;
    });

  const resume = (orderId: string) =>
    start(async () => {
      const answer = await readOrder(orderId);
      if (!answer.ok || answer.value.from === source.from) return map(answer, knownOrder);
      return listener.onForeign(answer.value);
    });

  return { buy, resume };
}

/** The two ways out of it: with the order kept, and with the order cancelled. */
function createClosing(
  { source, listener, state, setState }: CheckoutCore,
  dropRequests: () => void,
  applyResult: (result: PayResult) => Promise<void>,
) {
  function hide() {
    dropRequests();
    setState({ open: false, code: undefined, codeFailure: undefined, busy: undefined });
    listener.onClosed();
  }

  function close() {
    if (!state.open) return;
    const payable = state.order?.status === "pending";
    hide();
    if (payable) listener.onKept();
  }

  async function cancel() {
    const order = state.order;
    if (!order || state.busy === "cancel") return;
    dropRequests();
    setState("busy", "cancel");
    const answer = await cancelPayment(source.from, order.id);
    setState("busy", undefined);
    if (!answer.ok) return listener.onFailure(answer);
    const { orderStatus, unconfirmed = false } = answer.value;
    if (orderStatus !== "cancelled") return applyResult(answer.value);
    if (unconfirmed) {
      setState("code", undefined);
      await applyResult(answer.value); // It stays in sight, and is watched, until the gateway has answered.
    } else {
      hide();
      setState("watched", undefined);
    }
    listener.onCancelled({ ...order }, !unconfirmed);
  }

  return { cancel, close };
}
