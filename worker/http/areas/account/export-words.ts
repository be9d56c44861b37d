import type { Language } from "../../../domain/language.ts";

type Words = Record<Language, string>;

const word = (zh: string, en: string, jp: string): Words => ({ zh, en, jp });

/** The words of an exported file. A value without a word stands as it is. */
const WORDS = {
  orderNo: word("订单号", "Order number", "注文番号"),
  kind: word("类型", "Kind", "種類"),
  name: word("名称", "Name", "名称"),
  amount: word("数额", "Amount", "金額・数量"),
  currency: word("币种", "Currency", "通貨"),
  payWay: word("支付方式", "Payment method", "お支払い方法"),
  status: word("状态", "Status", "状態"),
  createdAt: word("下单时间", "Ordered", "注文日時"),
  paidAt: word("支付时间", "Paid", "支払日時"),
  at: word("时间", "Time", "日時"),
  unit: word("单位", "Unit", "単位"),
  reference: word("关联编号", "Reference", "参照番号"),
} as const satisfies Record<string, Words>;

export type ExportWord = keyof typeof WORDS;

const VALUES: Readonly<Record<string, Words>> = {
  "from.coze": word("Coze 套餐", "Coze package", "Coze プラン"),
  "from.recharge": word("算力充值", "Power top-up", "パワーチャージ"),
  "from.subscription": word("订阅", "Subscription", "サブスクリプション"),
  "from.credits": word("积分包", "Credit pack", "クレジットパック"),
  "status.pending": word("待支付", "Awaiting payment", "お支払い待ち"),
  "status.paid": word("开通中", "Activating", "有効化中"),
  "status.completed": word("已完成", "Completed", "完了"),
  "status.expired": word("已过期", "Expired", "期限切れ"),
  "status.cancelled": word("已取消", "Cancelled", "キャンセル"),
  "status.refunding": word("退款中", "Refunding", "返金中"),
  "status.refunded": word("已退款", "Refunded", "返金済み"),
  "ledger.grant": word("到账", "Added", "付与"),
  "ledger.deduct": word("使用", "Used", "利用"),
  "ledger.hold": word("预扣", "Reserved", "仮押さえ"),
  "ledger.settle": word("结算", "Settled", "精算"),
  "ledger.release": word("退回预扣", "Reservation released", "仮押さえの解除"),
  "ledger.expire": word("过期", "Expired", "期限切れ"),
  "ledger.reverse": word("退款扣回", "Taken back", "取り消し"),
  "ledger.coze.extend": word("套餐生效", "Package activated", "プラン有効化"),
  "ledger.coze.retract": word("套餐时长扣回", "Package days taken back", "プラン期間の取り消し"),
  "unit.days": word("天", "days", "日"),
  "unit.power": word("算力", "power", "パワー"),
  "unit.credits": word("积分", "credits", "クレジット"),
};

export function exportWord(key: string, language: Language): string {
  const known = WORDS[key as ExportWord] ?? VALUES[key];
  return known?.[language] ?? key.slice(key.indexOf(".") + 1);
}
