import { createEffect, onCleanup } from "solid-js";
import type { Failure } from "../../../shared/api/answer.ts";
import { prepay, readPayResult } from "../../api/pay.ts";
import type { PayResult, Prepaid } from "../../api/types.ts";
import { remainingAtReceipt } from "../countdown.ts";
import type { CheckoutCore, ShownCode } from "./state.ts";

/** The codes of the open order. The last request wins; a late answer to an earlier one is dropped. */
export function createCodes(
  { source, listener, state, setState }: CheckoutCore,
  applyResult: (result: PayResult) => Promise<void>,
) {
  let lastRequest = 0;

  createEffect(() => {
    const deadlineMs = state.code?.deadlineMs;
    if (deadlineMs === undefined) return;
    const timer = setTimeout(() => {
      const order = state.order;
      if (order?.status === "pending" && !state.busy) listener.onTimeout({ ...order });
    }, deadlineMs - Date.now());
    onCleanup(() => clearTimeout(timer));
  });

  async function fetchCode(payType: number) {
    const order = state.order;
    if (order?.status !== "pending") return;
    const mine = ++lastRequest;
    setState({ busy: "code", codeFailure: undefined });
    setState("order", { payType });
    const answer = await prepay(source.from, order.id, payType);
    if (mine !== lastRequest || state.order?.id !== order.id) return;

    setState("busy", undefined);
    if (!answer.ok) return refuse(order.id, answer);
    setState("order", { payType: answer.value.payType });
    setState("code", shownCode(answer.value, answer.serverTimeMs));
    listener.onCode({ ...state.order }, answer.value.qrCode.code_url);
  }

  async function refuse(orderId: string, failure: Failure) {
    // It may have been paid in the meantime: only the order itself knows.
    if (failure.code === "ORDER_NOT_PAYABLE") {
      const result = await readPayResult(source.from, orderId);
      if (result.ok && result.value.orderStatus !== "pending") return applyResult(result.value);
    }
    setState({ code: undefined, codeFailure: failure });
    listener.onFailure(failure);
  }

  return {
    fetchCode,
    refresh: async () => {
      const order = state.order;
      if (!order) return;
      listener.onRefresh({ ...order });
      await fetchCode(order.payType);
    },
    /** Makes answers that have not arrived yet count for nothing. */
    dropRequests: () => {
      lastRequest++;
    },
  };
}

function shownCode(prepaid: Prepaid, serverTimeMs: number | undefined): ShownCode {
  const now = Date.now();
  const remaining = remainingAtReceipt(prepaid.expiresAt, serverTimeMs, now);
  return {
    url: prepaid.qrCode.code_url,
    deadlineMs: now + remaining,
    totalMs: Math.max(remaining, 1),
    cashierUrl: prepaid.cashierUrl,
  };
}
