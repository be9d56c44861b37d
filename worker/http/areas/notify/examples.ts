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
  "postPayNotifyAlipay 200": { Taken: "success", "Not genuine, or send it again": "fail" },
};
