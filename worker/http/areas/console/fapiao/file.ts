import { FAPIAO_NUMBER_SHAPE } from "../../../../domain/invoice/fapiao.ts";
import { fromMajor, toMajor } from "../../../../domain/money.ts";
import {
  awaitsNumber,
  type FapiaoAnswer,
  type FapiaoRow,
  redDueOf,
} from "../../../../store/fapiao.ts";
import { type CsvRecord, csvRecords } from "../../../core/csv-reading.ts";
import { iso } from "../../../core/time.ts";

/** The queue as a file: out to the tax office's client, back in with what it gave. Chinese headings, whoever reads them. */
export const FAPIAO_COLUMNS = [
  ...["申请编号", "账单编号", "客户编号", "发票类型", "抬头类型", "抬头", "税号"],
  ...["金额", "币种", "注册地址", "注册电话", "开户行", "银行账号", "收票邮箱"],
  ...["状态", "发票号码", "拒绝原因", "红冲金额", "待红冲金额", "红字发票号码", "已开红字发票"],
  "申请时间",
] as const;

type Column = (typeof FAPIAO_COLUMNS)[number];

const STATES: Record<FapiaoRow["state"], string> = {
  requested: "待开具",
  issuing: "开具中",
  issued: "已开具",
  refused: "已拒绝",
};

export function fapiaoRecord(row: FapiaoRow): Record<Column, string> {
  const money = (amountMinor: number) => toMajor({ currency: row.currency, amountMinor });
  return {
    申请编号: row.id,
    账单编号: row.invoiceNumber,
    客户编号: row.customerId,
    发票类型: row.type === "special" ? "专用发票" : "普通发票",
    抬头类型: row.title.type === "company" ? "企业" : "个人",
    抬头: row.title.title,
    税号: row.title.taxNo,
    金额: money(row.amountMinor),
    币种: row.currency,
    注册地址: row.title.address,
    注册电话: row.title.phone,
    开户行: row.title.bank,
    银行账号: row.title.bankAccount,
    收票邮箱: row.email,
    状态: STATES[row.state],
    发票号码: row.number ?? "",
    拒绝原因: row.reason,
    红冲金额: money(row.redMinor),
    待红冲金额: money(redDueOf(row)),
    红字发票号码: "",
    已开红字发票: row.redLetters.map(({ number }) => number).join(" "),
    申请时间: iso(row.createdAtMs),
  };
}

/** A row of a file that came back. Null where a cell is none of what it can be, such as a number that was rounded. */
export interface FileRow {
  id: string;
  answer: FapiaoAnswer | null;
}

/** The rows that say something; null where the file has no column of ids. */
export function fileRows(text: string): FileRow[] | null {
  const records = csvRecords(text);
  const [first] = records;
  if (first && !Object.hasOwn(first, "申请编号" satisfies Column)) return null;
  const seen = new Set<string>();
  return records.flatMap((record) => {
    const id = cellOf(record, "申请编号");
    if (!/^[\w-]{1,64}$/.test(id)) return []; // The line that says how many are left out.
    const answer = seen.has(id) ? null : answerOf(id, record);
    seen.add(id);
    return answer && !saysAnything(answer) ? [] : [{ id, answer }];
  });
}

const cellOf = (record: CsvRecord, column: Column): string => record[column] ?? "";

const saysAnything = ({ number, reason, red }: FapiaoAnswer): boolean =>
  number !== null || reason !== "" || red !== null;

const REASON_LENGTH_MAX = 200;

function answerOf(id: string, record: CsvRecord): FapiaoAnswer | null {
  const number = cellOf(record, "发票号码");
  const redNumber = cellOf(record, "红字发票号码");
  const reason = number === "" ? cellOf(record, "拒绝原因") : "";
  const due = cellOf(record, "待红冲金额");
  const told = cellOf(record, "金额");
  const amount = told === "" ? null : fromMajor(told, "CNY");
  const red = due === "" ? null : fromMajor(due, "CNY");
  const isNumber = (text: string) => text === "" || FAPIAO_NUMBER_SHAPE.test(text);
  if (!isNumber(number) || !isNumber(redNumber) || reason.length > REASON_LENGTH_MAX) return null;
  if (number !== "" && told !== "" && amount === null) return null;
  if (redNumber !== "" && due !== "" && red === null) return null;
  return {
    id,
    number: number || null,
    amountMinor: amount?.amountMinor ?? null,
    reason,
    red: redNumber === "" ? null : { number: redNumber, amountMinor: red?.amountMinor ?? null },
  };
}

/** Nothing was written down because the amount is none that was asked for, or is needed and not told. */
export const isOverAnotherAmount = (row: FapiaoRow, { number }: FapiaoAnswer): boolean =>
  number !== null && (awaitsNumber(row) || row.number === number);

/** Whether a request is as an answer says. */
export const isAsAnswered = (
  row: FapiaoRow,
  { number, amountMinor, reason, red }: FapiaoAnswer,
): boolean =>
  (number === null ||
    (row.number === number && (amountMinor === null || row.amountMinor === amountMinor))) &&
  (reason === "" || (row.state === "refused" && row.reason === reason)) &&
  (red === null || row.redLetters.some((letter) => letter.number === red.number));
