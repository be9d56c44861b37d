import * as v from "valibot";

/** WeChat Pay's own form of an answer to a notification. */
export const WechatAnswer = v.object({ code: v.string(), message: v.string() });

/** Stripe reads the status alone. */
export const StripeAnswer = v.object({ received: v.boolean() });
