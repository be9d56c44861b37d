/** The ways to pay, by the seeds' numbers. */
export const PAY_WAYS = { wechat: 1, alipay: 2, stripe: 3 } as const;

export type GatewayName = keyof typeof PAY_WAYS;
export type PayType = (typeof PAY_WAYS)[GatewayName];

const NAMES = new Map(
  Object.entries(PAY_WAYS).map(([name, type]) => [type as number, name as GatewayName]),
);

/** The gateway behind a `payType`, or undefined for a number that names none. */
export const gatewayOf = (payType: number): GatewayName | undefined => NAMES.get(payType);
