import { toMajor } from "../../../../domain/money.ts";
import type { FapiaoRow } from "../../../../store/fapiao.ts";
import { iso } from "../../../core/time.ts";

/** Chinese headings whoever reads them: the file goes to the tax office's client. */
export const FAPIAO_COLUMNS = [
  ...["申请编号", "账单编号", "客户编号", "发票类型", "抬头类型", "抬头", "税号"],
  ...["金额", "币种", "注册地址", "注册电话", "开户行", "银行账号", "收票邮箱"],
  ...["状态", "发票号码", "红冲金额", "红字发票号码", "申请时间"],
] as const;

type Column = (typeof FAPIAO_COLUMNS)[number];

const STATES: Record<FapiaoRow["state"], string> = {
  requested: "待开具",
  issuing: "开具中",
  issued: "已开具",
  refused: "已拒绝",
};

/** Long numbers begin with an apostrophe, or a spreadsheet would round them. */
const exact = (digits: string): string => (/^\d{12,}$/.test(digits) ? `'${digits}` : digits);

export const fapiaoRecord = (row: FapiaoRow): Record<Column, string> => ({
  申请编号: row.id,
  账单编号: row.invoiceNumber,
  客户编号: row.customerId,
  发票类型: row.type === "special" ? "专用发票" : "普通发票",
  抬头类型: row.title.type === "company" ? "企业" : "个人",
  抬头: row.title.title,
  税号: exact(row.title.taxNo),
  金额: toMajor({ currency: row.currency, amountMinor: row.amountMinor }),
  币种: row.currency,
  注册地址: row.title.address,
  注册电话: row.title.phone,
  开户行: row.title.bank,
  银行账号: exact(row.title.bankAccount),
  收票邮箱: row.email,
  状态: STATES[row.state],
  发票号码: exact(row.number ?? ""),
  红冲金额: toMajor({ currency: row.currency, amountMinor: row.redMinor }),
  红字发票号码: exact(row.redNumber ?? ""),
  申请时间: iso(row.createdAtMs),
});
