import { afterEach, expect, test, vi } from "vitest";
import { type Failure, networkLost } from "../../shared/api/answer.ts";
import type { Checkout } from "./checkout/createCheckout.ts";
import { liveState } from "./liveState.ts";

interface Standing {
  trouble?: Failure;
  stage?: string;
  state?: object;
}

const checkout = ({ trouble, stage = "code", state = {} }: Standing) =>
  ({
    trouble: () => trouble,
    stage: () => stage,
    state: { code: { url: "weixin://x" }, ...state },
  }) as unknown as Checkout;

const LOST: Failure = networkLost();
const signedOut = { ...LOST, status: 401, code: "UNAUTHENTICATED" } as unknown as Failure;

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["waiting", {}, false],
  ["reconnecting", { trouble: LOST }, false],
  // What keeps the page from hearing comes before how its code stands.
  ["reconnecting", { trouble: LOST, state: { replaced: true, confirming: true } }, true],
  ["signedOut", { trouble: signedOut }, false],
  ["received", { trouble: LOST, stage: "received" }, false],
  ["declined", { state: { declined: true } }, false],
  ["expired", {}, true],
  ["preparing", { state: { code: undefined } }, false],
  ["failed", { state: { code: undefined, codeFailure: LOST } }, false],
] as const)("%s is what is told", (told, standing, expired) => {
  expect(liveState(checkout(standing as Standing), expired)).toBe(told);
});
