import { isFinal, needsSignIn } from "../../shared/api/answer.ts";
import { isOnline } from "../../shared/primitives/connection.ts";
import type { Checkout } from "./checkout/createCheckout.ts";
import type { LiveState } from "./LiveLine.tsx";

/** What is happening to the payment: first what keeps the page from hearing of it, then how the code stands. */
export function liveState(checkout: Checkout, expired: boolean): LiveState {
  const { code, codeFailure, replaced, declined } = checkout.state;
  const trouble = checkout.trouble();
  if (trouble && needsSignIn(trouble)) return "signedOut";
  if (trouble && isFinal(trouble)) return "gone";
  if (checkout.stage() === "received") return "received";
  if (!isOnline()) return "offline";
  if (trouble) return "reconnecting";
  if (checkout.state.confirming) return "confirming";
  if (replaced) return "replaced";
  if (expired) return "expired";
  if (code) return declined ? "declined" : "waiting";
  return codeFailure ? "failed" : "preparing";
}
