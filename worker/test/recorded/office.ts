import {
  asOperator,
  flagVersion,
  invoicesOf,
  issueInvoices,
  settleFapiao,
  wishFapiao,
} from "./product-plans.ts";

/** What operators did: invoices and fapiao, an adjustment, a role, a key, flags. */

export const [LAST_MONTH, THIS_MONTH] = ["2096-10", "2096-11"];

const SELLER = {
  name: "示例科技有限公司",
  ...{ address: "福州市示例路2号", country: "CN", email: "billing@example.com" },
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  taxes: { default: { rate: 600 } },
  sincePeriod: LAST_MONTH,
};

const COMPANY = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };
const PERSON = { type: "person", title: "白" };

const texts = (name: string) => ({ name, label: "", description: "", content: [] });

/** Made, and never on sale. */
const DRAFT = {
  id: "coze-draft",
  texts: { zh: texts("进阶版"), en: texts("Advanced"), jp: texts("アドバンス") },
  ...{ duration: 30, currentPrice: "49.90", originalPrice: null, currency: "CNY", tier: 5 },
};

const sell = (change: object = {}) =>
  asOperator("PUT", "/api/console/seller", { ...SELLER, ...change });

/** Three days ago, while all is paid that was sold. The cron issues what is left of the month before. */
export async function playInvoicesDaysAgo(): Promise<void> {
  await sell();
  await issueInvoices("dou", LAST_MONTH);
  const [invoice] = await issueInvoices("tao", THIS_MONTH);
  const id = await wishFapiao("tao", invoice?.id ?? "", COMPANY);
  await settleFapiao({ id, result: "issuing" });
  await settleFapiao({ id, result: "issued", number: "24952000000000000001" });
}

/** The last minutes. */
export async function playOffice(): Promise<void> {
  await documents();
  await asOperator(
    "POST",
    "/api/console/customers/metered/adjust",
    { asset: "credits", amount: 7, reason: "一次生成失败" },
    { "idempotency-key": "adjusted" },
  );
  await asOperator("PUT", "/api/console/operators/recorded-viewer", { role: "viewer" });
  await asOperator("PUT", "/api/console/operators/recorded-gone", { role: "finance" });
  await asOperator("DELETE", "/api/console/operators/recorded-gone");
  const made = await asOperator("POST", "/api/console/keys", { name: "old host", reason: "trial" });
  await asOperator("DELETE", `/api/console/keys/${made.id}?reason=over`);
  await flags();
  await asOperator("POST", "/api/console/packages", DRAFT);
}

/** With taxes on top a document is not paid yet, so it can be withdrawn. */
async function documents(): Promise<void> {
  await sell({ pricesIncludeTax: false });
  const [unpaid] = await issueInvoices("gao", THIS_MONTH);
  await asOperator("POST", `/api/console/invoices/${unpaid?.id}/void`, { reason: "税率有误" });
  await sell();
  const [asked] = await issueInvoices("bai", THIS_MONTH);
  await wishFapiao("bai", asked?.id ?? "", PERSON);
  const [taken] = await invoicesOf("mei");
  const fapiao = await wishFapiao("mei", taken?.id ?? "", COMPANY);
  await settleFapiao({ id: fapiao, result: "issuing" });
}

async function flags(): Promise<void> {
  const set = async (name: string, value: string) =>
    asOperator("PUT", `/api/console/flags/${name}`, {
      ...{ value, expected: await flagVersion(name), reason: "recorded" },
    });
  await set("recharge_explain", "<p>充值说明</p>");
  await set("past_due_grace_days", "5");
  await set("coze_package_explain:jp", "<p>説明</p>");
  const expected = await flagVersion("coze_package_explain:jp");
  await asOperator("DELETE", `/api/console/flags/coze_package_explain:jp?expected=${expected}`);
}
