import {
  type ContentItem,
  type InvoiceContent,
  invoiceContent,
} from "../../domain/invoice/content.ts";
import { NO_BUYER } from "../../domain/invoice/party.ts";

/** A document to be shown in tests, with something of its own changed. */

export const item = (change: Partial<ContentItem> = {}): ContentItem => ({
  sale: "order:EC1",
  names: { zh: "专业版", en: "Pro", jp: "プロ" },
  ...{ quantity: 1, unitAmountMinor: 3_990, amountMinor: 3_990 },
  paidAtMs: Date.UTC(2025, 11, 5, 4),
  ...{ rate: 600, mark: "" },
  ...change,
});

export function contentWith(change: {
  buyer?: Partial<InvoiceContent["buyer"]>;
  seller?: Partial<InvoiceContent["seller"]>;
  items?: ContentItem[];
}): InvoiceContent {
  const items = change.items ?? [item()];
  const made = invoiceContent(
    {
      ...{ period: "2025-12", timeZone: "Asia/Shanghai", currency: "CNY" as const },
      ...{ issuedAtMs: Date.UTC(2026, 0, 1, 2), customerId: "customer-lin", buyer: NO_BUYER },
      seller: {
        name: "示例科技有限公司",
        ...{
          address: "福建省厦门市示例路1号",
          country: "CN",
          email: "billing@example.com",
          phone: "",
        },
        taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
        pricesIncludeTax: true,
        taxes: { default: { rate: 600, mark: "" } },
        ...{ note: "", sincePeriod: "2025-01" },
      },
    },
    items.map(({ sale, rate: _rate, mark: _mark, ...rest }) => ({
      ...{ ref: sale, kind: "coze", currency: "CNY" as const },
      ...rest,
    })),
  );
  return {
    ...made,
    buyer: { ...made.buyer, ...change.buyer },
    seller: { ...made.seller, ...change.seller },
  };
}
