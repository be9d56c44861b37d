/** Gateways by the API's payType; the seeds number them. */
const GATEWAYS = { 1: "wechat", 2: "alipay", 3: "stripe" } as const;
type Gateway = "wechat" | "alipay" | "stripe" | "other";

export const gatewayOf = (payType: number): Gateway =>
  GATEWAYS[payType as keyof typeof GATEWAYS] ?? "other";
