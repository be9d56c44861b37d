import { gatewayOf, type PayType } from "../domain/order/payway.ts";
import { isLoopback } from "./notify-url.ts";
import { addressOf, type PaymentVariables } from "./registry.ts";

/** Where a code can be paid without a phone: only when the gateway is the sandbox on this machine. */
export function cashierUrl(
  env: PaymentVariables,
  payType: PayType,
  codeUrl: string,
): string | undefined {
  const name = gatewayOf(payType);
  const gateway = name && addressOf(name, env);
  if (!gateway || !isLoopback(gateway.hostname)) return undefined;
  return `${gateway.origin}/cashier?code_url=${encodeURIComponent(codeUrl)}`;
}
