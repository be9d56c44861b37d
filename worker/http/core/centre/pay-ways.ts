import { payWayFlag } from "../../../config/flags.ts";
import type { Language } from "../../../domain/language.ts";
import { gatewayOf, PAY_WAYS, type PayType } from "../../../domain/order/payway.ts";
import {
  GATEWAY_NAMES,
  GATEWAYS,
  gatewayFor,
  type PaymentVariables,
  takes,
} from "../../../payments/registry.ts";
import { liveTools } from "../../../payments/tools.ts";
import type { Flags } from "../../../store/settings.ts";
import type { PayWay } from "./schemas.ts";

/** Whether customers are offered a way to pay: it is built, and switched on. */
export const isOffered = (payType: number, flags: Flags): payType is PayType =>
  GATEWAY_NAMES.some(
    (name) => PAY_WAYS[name] === payType && flags[payWayFlag(PAY_WAYS[name])].value,
  );

/** Whether a new order may take it: a gateway that is not set up would refuse every code. */
export const isUsable = (env: PaymentVariables, payType: PayType): boolean => {
  const name = gatewayOf(payType);
  return name !== undefined && gatewayFor(name, env, liveTools).ok;
};

/** The ways to pay for what is priced in `currencies`: one that takes none of them would refuse every order. */
export const payWayList = (
  env: PaymentVariables,
  flags: Flags,
  language: Language,
  currencies: readonly string[],
): PayWay[] =>
  GATEWAY_NAMES.filter(
    (name) =>
      isOffered(PAY_WAYS[name], flags) &&
      isUsable(env, PAY_WAYS[name]) &&
      (currencies.length === 0 || currencies.some((currency) => takes(name, currency))),
  ).map((name) => ({
    payType: PAY_WAYS[name],
    name: GATEWAYS[name].label[language],
    logo: GATEWAYS[name].logo,
  }));

export const currenciesOf = (items: readonly { currency: string }[]): string[] => [
  ...new Set(items.map(({ currency }) => currency)),
];
