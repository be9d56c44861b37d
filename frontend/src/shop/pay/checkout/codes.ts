import { createEffect, onCleanup } from "solid-js";
import type { Failure } from "../../../shared/api/answer.ts";
import { steadyNow } from "../../../shared/primitives/clock.ts";
import { prepay, readPayResult } from "../../api/pay.ts";
import type { CodeReplaced, PayResult, Prepaid, PrepaidRedirect } from "../../api/types.ts";
import { clamp, remainingAtReceipt } from "../countdown.ts";
import type { CheckoutCore, ShownCode } from "./state.ts";

/** The codes of the open order. The last request wins; a late answer to an earlier one is dropped. */
export function createCodes(core: CheckoutCore, applyResult: (result: PayResult) => Promise<void>) {
  const { source, listener, state, setState } = core;
  let lastRequest = 0;
  /** The latest that another page has opened; it may come before the answer to our own request. */
  let foreign: CodeReplaced | undefined;

  tellTimeout(core);

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
    showCode(answer.value.payType, codeOf(answer.value, answer.serverTimeMs));
    listener.onCode({ ...state.order }, state.code?.url ?? "");
    followForeign();
  }

  function showCode(payType: number, code: ShownCode) {
    setState("order", { payType });
    setState({ code, codeFailure: undefined, replaced: false, declined: false });
  }

  async function refuse(orderId: string, failure: Failure) {
    // It may have been paid in the meantime: only the order itself knows.
    if (failure.code === "ORDER_NOT_PAYABLE") {
      const result = await readPayResult(source.from, orderId);
      if (result.ok && result.value.orderStatus !== "pending") return applyResult(result.value);
    }
    setState({ code: undefined, codeFailure: failure, replaced: false });
    listener.onNoCode(failure);
  }

  /** Another page of the customer has opened a later code: this page shows the same, without asking for one more. */
  function followForeign() {
    const { order, code, open, busy } = state;
    if (!open || busy === "code" || order?.status !== "pending") return;
    if (!foreign || foreign.orderNo !== order.orderNo) return;
    if (foreign.attempt <= (code?.attempt ?? 0)) return;
    const { payType, attempt, redirect } = foreign;
    const shown = foreign.code ?? redirect;
    if (!shown) return setState("replaced", code !== undefined);
    const cashierUrl = foreign.code?.cashierUrl;
    const presents = redirect ? "page" : "code";
    const remaining = lasting(clamp(shown.expiresInMs));
    showCode(payType, { presents, url: shown.url, attempt, cashierUrl, ...remaining });
  }

  return {
    fetchCode,
    refresh: async () => {
      const order = state.order;
      if (!order) return;
      listener.onRefresh({ ...order });
      await fetchCode(order.payType);
    },
    follow: (replaced: CodeReplaced) => {
      foreign = replaced;
      followForeign();
    },
    /** Makes answers that have not arrived yet count for nothing. */
    dropRequests: () => {
      lastRequest++;
    },
  };
}

function tellTimeout({ listener, state }: CheckoutCore): void {
  createEffect(() => {
    const deadlineMs = state.code?.deadlineMs;
    if (deadlineMs === undefined) return;
    const timer = setTimeout(() => {
      const order = state.order;
      if (order?.status === "pending" && !state.busy) listener.onTimeout({ ...order });
    }, deadlineMs - steadyNow());
    onCleanup(() => clearTimeout(timer));
  });
}

function codeOf(prepaid: Prepaid | PrepaidRedirect, serverTimeMs: number | undefined): ShownCode {
  const { attempt, expiresAt } = prepaid;
  const lasts = lasting(remainingAtReceipt(expiresAt, serverTimeMs));
  if ("redirect" in prepaid)
    return {
      presents: "page",
      url: prepaid.redirect.url,
      attempt,
      cashierUrl: undefined,
      ...lasts,
    };
  const { qrCode, cashierUrl } = prepaid;
  return { presents: "code", url: qrCode.code_url, attempt, cashierUrl, ...lasts };
}

const lasting = (remainingMs: number) => ({
  deadlineMs: steadyNow() + remainingMs,
  totalMs: Math.max(remainingMs, 1),
});
