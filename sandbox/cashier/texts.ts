import type { QrGateway } from "../faults.ts";
import type { Language } from "../pages.ts";
import type { PayProblem } from "../payment.ts";

interface Texts {
  gateways: Record<QrGateway, string>;
  sandbox: string;
  merchant: string;
  merchantName: string;
  description: string;
  number: string;
  transaction: string;
  pay: (amount: string) => string;
  fail: string;
  paid: string;
  paidMore: string;
  failed: string;
  failedMore: string;
  again: string;
  footer: string;
  problems: Record<PayProblem, { title: string; more: string }>;
}

export const TEXTS: Record<Language, Texts> = {
  zh: {
    gateways: { wechat: "微信支付", alipay: "支付宝" },
    sandbox: "本机沙盒收银台",
    merchant: "收款方",
    merchantName: "权益中心（演示商户）",
    description: "商品",
    number: "商户单号",
    transaction: "交易号",
    pay: (amount) => `确认支付 ¥${amount}`,
    fail: "支付失败",
    paid: "支付成功",
    paidMore: "可以回到商户页面查看结果。",
    failed: "支付未完成",
    failedMore: "没有扣款，二维码仍然有效。",
    again: "重新支付",
    footer: "这里不会发生真实扣款。",
    problems: {
      "unknown-code": { title: "无法识别的二维码", more: "请确认二维码来自当前运行的沙盒。" },
      "code-replaced": { title: "二维码已失效", more: "商户页面已刷新二维码，请扫描新的二维码。" },
      "code-expired": { title: "二维码已过期", more: "请回到商户页面刷新二维码后重试。" },
      "already-paid": { title: "订单已支付", more: "无需重复支付，请回到商户页面查看结果。" },
      "trade-closed": { title: "订单已关闭", more: "请回到商户页面重新下单。" },
    },
  },
  en: {
    gateways: { wechat: "WeChat Pay", alipay: "Alipay" },
    sandbox: "Cashier of the local sandbox",
    merchant: "Merchant",
    merchantName: "Entitlement Center (demo merchant)",
    description: "Item",
    number: "Order number",
    transaction: "Transaction",
    pay: (amount) => `Pay ¥${amount}`,
    fail: "Payment fails",
    paid: "Payment complete",
    paidMore: "Return to the merchant's page to see the result.",
    failed: "Payment not completed",
    failedMore: "Nothing was charged and the code is still valid.",
    again: "Try again",
    footer: "No real money moves here.",
    problems: {
      "unknown-code": {
        title: "Unknown code",
        more: "Check that the code comes from the sandbox that is running now.",
      },
      "code-replaced": {
        title: "This code no longer works",
        more: "The merchant's page shows a newer code. Scan that one.",
      },
      "code-expired": {
        title: "This code has expired",
        more: "Refresh the code on the merchant's page and try again.",
      },
      "already-paid": {
        title: "Already paid",
        more: "There is nothing left to pay. Return to the merchant's page.",
      },
      "trade-closed": {
        title: "This order is closed",
        more: "Place the order again on the merchant's page.",
      },
    },
  },
};
