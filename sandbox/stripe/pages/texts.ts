import type { Language } from "../../pages.ts";

interface Texts {
  title: string;
  sandbox: string;
  merchant: string;
  merchantName: string;
  item: string;
  customer: string;
  renews: Record<string, string>;
  trial: string;
  pay: string;
  payOnce: string;
  decline: string;
  threeDs: string;
  delayed: string;
  delayedFails: string;
  withoutCard: string;
  back: string;
  declined: string;
  declinedMore: string;
  action: string;
  actionMore: string;
  authenticate: string;
  refuse: string;
  oneAlready: string;
  oneAlreadyMore: string;
  unknown: string;
  unknownMore: string;
  complete: string;
  completeMore: string;
  expired: string;
  expiredMore: string;
  footer: string;
  portal: string;
  card: string;
  noCard: string;
  ends: string;
  status: string;
  newCard: string;
  newFailingCard: string;
  cancel: string;
  resume: string;
  switchTo: string;
  history: string;
  done: string;
  refused: string;
}

export const TEXTS: Record<Language, Texts> = {
  zh: {
    title: "Stripe 结账",
    sandbox: "本机沙盒",
    merchant: "收款方",
    merchantName: "权益中心（演示商户）",
    item: "商品",
    customer: "客户",
    renews: { day: "每天", week: "每周", month: "每月", year: "每年" },
    trial: "先试用，今天不扣款",
    pay: "用银行卡支付",
    payOnce: "支付，但下次扣款会失败",
    decline: "银行卡被拒",
    threeDs: "银行卡需要 3-D Secure 验证",
    delayed: "银行转账（数日后到账）",
    delayedFails: "银行转账（数日后失败）",
    withoutCard: "不填银行卡开始试用",
    back: "返回商户",
    declined: "银行卡被拒",
    declinedMore: "没有扣款，可以换一张卡重试。",
    action: "需要验证",
    actionMore: "发卡行要求持卡人确认这笔付款。",
    authenticate: "完成验证",
    refuse: "验证失败",
    oneAlready: "你已有订阅",
    oneAlreadyMore: "商户限制每位客户一个订阅。",
    unknown: "没有这个页面",
    unknownMore: "请确认链接来自当前运行的沙盒。",
    complete: "已完成",
    completeMore: "可以回到商户页面查看结果。",
    expired: "已过期",
    expiredMore: "请回到商户页面重新开始。",
    footer: "这里不会发生真实扣款。",
    portal: "管理订阅",
    card: "银行卡",
    noCard: "没有银行卡",
    ends: "结束于",
    status: "状态",
    newCard: "换成有效的银行卡",
    newFailingCard: "换成会被拒的银行卡",
    cancel: "取消订阅",
    resume: "继续订阅",
    switchTo: "换到",
    history: "账单",
    done: "已更新",
    refused: "未能完成",
  },
  en: {
    title: "Stripe Checkout",
    sandbox: "Local sandbox",
    merchant: "Merchant",
    merchantName: "Entitlement Center (demo merchant)",
    item: "Item",
    customer: "Customer",
    renews: { day: "per day", week: "per week", month: "per month", year: "per year" },
    trial: "Trial first: nothing is charged today",
    pay: "Pay by card",
    payOnce: "Pay; the next charge will be declined",
    decline: "The card is declined",
    threeDs: "The card needs 3-D Secure",
    delayed: "Bank debit (arrives days later)",
    delayedFails: "Bank debit (fails days later)",
    withoutCard: "Start the trial without a card",
    back: "Back to the merchant",
    declined: "The card was declined",
    declinedMore: "Nothing was charged. Try another card.",
    action: "Authentication needed",
    actionMore: "The bank asks the cardholder to confirm this payment.",
    authenticate: "Complete authentication",
    refuse: "Fail authentication",
    oneAlready: "You already have a subscription",
    oneAlreadyMore: "The merchant allows one subscription per customer.",
    unknown: "No such page",
    unknownMore: "Check that the link comes from the sandbox that is running now.",
    complete: "Done",
    completeMore: "Return to the merchant's page to see the result.",
    expired: "Expired",
    expiredMore: "Start again on the merchant's page.",
    footer: "No real money moves here.",
    portal: "Manage subscriptions",
    card: "Card",
    noCard: "No card",
    ends: "Ends",
    status: "Status",
    newCard: "Change to a card that works",
    newFailingCard: "Change to a card that is declined",
    cancel: "Cancel subscription",
    resume: "Keep subscription",
    switchTo: "Switch to",
    history: "Invoices",
    done: "Updated",
    refused: "Not done",
  },
};

/** `19.90 CNY`: the amount of a Stripe object as a person reads it. */
export function money(amount: number, currency: string): string {
  const zeroDecimal = ["jpy", "krw", "vnd"].includes(currency);
  return `${zeroDecimal ? amount : (amount / 100).toFixed(2)} ${currency.toUpperCase()}`;
}
