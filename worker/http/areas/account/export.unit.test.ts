import { describe, expect, test } from "vitest";
import { isTimeZone } from "../../../domain/zone.ts";
import { COZE_ORDER } from "../../core/orders/examples.ts";
import type { OrderListItem } from "../../core/orders/schemas.ts";
import { ledgerColumns, localTime, orderColumns, sheetOf } from "./export.ts";

const ORDER = COZE_ORDER as OrderListItem;
const SHANGHAI = "Asia/Shanghai";

test("a time is the reader's own, in a form that every spreadsheet sorts", () => {
  expect(localTime("2026-11-20T16:30:05.000Z", SHANGHAI)).toBe("2026-11-21 00:30:05");
  expect(localTime("2026-07-01T12:00:00.000Z", "America/New_York")).toBe("2026-07-01 08:00:00");
  expect(localTime("2026-12-01T12:00:00.000Z", "America/New_York")).toBe("2026-12-01 07:00:00");
});

test("a zone that nobody knows is none", () => {
  expect(isTimeZone(SHANGHAI)).toBe(true);
  expect(isTimeZone("Mars/Olympus")).toBe(false);
});

describe("an order's row", () => {
  test.each([
    ["zh", "支付方式", "微信支付", "已完成"],
    ["en", "Payment method", "WeChat Pay", "Completed"],
    ["jp", "お支払い方法", "WeChat Pay", "完了"],
  ] as const)(
    "in %s says in words how it was paid and how it stands",
    (language, heading, way, status) => {
      const { columns, rows } = sheetOf(orderColumns({ language, timeZone: SHANGHAI }), [ORDER]);
      expect(columns).toContain(heading);
      expect(rows[0]?.[heading]).toBe(way);
      expect(Object.values(rows[0] ?? {})).toContain(status);
      expect(Object.values(rows[0] ?? {})).toContain("2026-11-20 17:30:00");
    },
  );

  test("keeps the API's own values in columns of their own", () => {
    const { rows } = sheetOf(orderColumns({ language: "zh", timeZone: SHANGHAI }), [ORDER]);
    expect(rows[0]).toMatchObject({
      from: "coze",
      payType: 1,
      orderStatus: "completed",
      createdAt: ORDER.createdAt,
      paidAt: ORDER.paidAt,
    });
  });

  test("has a column for each heading in every language", () => {
    for (const language of ["zh", "en", "jp"] as const)
      for (const columns of [
        orderColumns({ language, timeZone: SHANGHAI }),
        ledgerColumns({ language, timeZone: SHANGHAI }),
      ]) {
        const headings = columns.map(({ heading }) => heading);
        expect(new Set(headings).size).toBe(headings.length);
      }
  });
});

test("a ledger entry of a kind without a word stands as it is", () => {
  const entry = {
    id: "1",
    kind: "mystery",
    asset: "power",
    amount: -3,
    reference: "chat-1",
    name: "",
    at: "2026-11-20T09:30:00.000Z",
    expiresAt: null,
  };
  const { rows } = sheetOf(ledgerColumns({ language: "en", timeZone: "UTC" }), [entry]);
  expect(rows[0]).toMatchObject({ Kind: "mystery", Amount: -3, Unit: "power", kind: "mystery" });
});
