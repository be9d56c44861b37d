import { ORDER_NO } from "../../core/examples.ts";

export const EXAMPLES = {
  "postPayNotifyWechat request": {
    "A payment, sealed": {
      id: "EV-2018022511223320873",
      create_time: "2026-11-20T17:30:20+08:00",
      event_type: "TRANSACTION.SUCCESS",
      resource_type: "encrypt-resource",
      summary: "支付成功",
      resource: {
        original_type: "transaction",
        algorithm: "AEAD_AES_256_GCM",
        ciphertext: "…",
        associated_data: "transaction",
        nonce: "fdasflkja484",
      },
    },
  },
  "postPayNotifyWechat 200": { Taken: { code: "SUCCESS", message: "成功" } },
  "postPayNotifyWechat 401": { "Not genuine": { code: "FAIL", message: "请稍后重试" } },
  "postPayNotifyWechat 500": { "Send it again": { code: "FAIL", message: "请稍后重试" } },
  "postPayNotifyAlipay request": {
    "A payment": `notify_type=trade_status_sync&out_trade_no=${ORDER_NO}_1&trade_status=TRADE_SUCCESS&total_amount=39.90&sign_type=RSA2&sign=…`,
  },
  "postPayNotifyStripe request": {
    "A session that was paid": {
      id: "evt_1RqZ5x2eZvKYlo2C",
      object: "event",
      api_version: "2026-10-28.endive",
      created: 1795080622,
      livemode: true,
      type: "checkout.session.completed",
      data: {
        object: {
          id: "cs_live_a1b2c3",
          object: "checkout.session",
          mode: "payment",
          client_reference_id: `${ORDER_NO}_1`,
          metadata: { trade_no: `${ORDER_NO}_1` },
        },
      },
    },
  },
  "postPayNotifyStripe 200": { Taken: { received: true } },
  "postPayNotifyStripe 400": { "Not genuine": { received: false } },
  "postPayNotifyStripe 500": { "Send it again": { received: false } },
  "postPayNotifyAlipay 200": { Taken: "success", "Not genuine, or send it again": "fail" },
};
