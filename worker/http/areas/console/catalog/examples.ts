const VERSION = "3c77a1184c5ca0bc306c8e0e253ffb28";
const ORDER_VERSION = "3a695b53dfaf86816cc162b8ddfcac88";

const STATE = {
  ...{ version: VERSION, state: "on-sale", stock: null, sold: 128 },
  ...{ missing: [], faults: [], updatedAt: "2026-11-20T09:30:00.000Z" },
};

const PACKAGE = {
  texts: {
    zh: { name: "专业版", label: "最受欢迎", description: "适合每天使用", content: ["全部智能体"] },
    en: {
      name: "Pro",
      label: "Most popular",
      description: "For every day",
      content: ["All agents"],
    },
    jp: {
      name: "プロ",
      label: "一番人気",
      description: "毎日使う方に",
      content: ["全エージェント"],
    },
  },
  ...{ duration: 30, currentPrice: "39.90", originalPrice: "59.90", currency: "CNY", tier: 10 },
};

const RULE = {
  texts: { zh: { label: "最受欢迎" }, en: { label: "Most popular" }, jp: { label: "" } },
  ...{ power: 500, givePower: 50, sellPrice: "45.00", currency: "CNY" },
};

const PACK = {
  texts: {
    zh: { name: "100 积分", label: "" },
    en: { name: "100 credits", label: "" },
    jp: { name: "100 クレジット", label: "" },
  },
  credits: 100,
  prices: [{ currency: "CNY", amount: "9.90" }],
};

const PLAN = {
  texts: {
    zh: { name: "专业版（月付）", description: "", features: ["全部智能体"] },
    en: { name: "Pro, monthly", description: "", features: ["All agents"] },
    jp: { name: "プロ（月払い）", description: "", features: ["全エージェント"] },
  },
  ...{ family: "pro", rank: 10, interval: "month", creditRule: "monthly", trialDays: 0 },
  prices: [
    { currency: "CNY", amount: "69.00" },
    { currency: "USD", amount: "9.99" },
  ],
  allowance: { v1: 300, v2: 100 },
  quotas: [{ product: "ai_chat", limit: 3_000, mode: "soft" }],
};

const PRODUCT = {
  texts: {
    zh: { name: "AI 对话", unit: "条" },
    en: { name: "AI chat", unit: "message" },
    jp: { name: "AI チャット", unit: "件" },
  },
  ...{ kind: "counter", pooled: false, asset: "credits" },
  prices: [{ model: "", pool: "", amount: 1, per: 10, from: "2026-01-01T00:00:00.000Z" }],
};

/** Of each noun what the document shows of it. */
function examplesOf(
  one: string,
  many: string,
  path: string,
  id: string,
  edit: object,
): Record<string, Record<string, unknown>> {
  const item = { id, ...STATE, ...edit };
  const draft = { ...item, state: "draft", sold: 0 };
  const operation = `Console${path}`;
  return {
    [`Console${one}`]: { "On sale": item },
    [`Console${many}`]: {
      "One that is on sale": {
        ...{ items: [item], more: false, orderVersion: ORDER_VERSION, liveWithinSeconds: 60 },
      },
    },
    [`New${one}`]: { "In three languages": { id, ...edit } },
    [`Console${one}Change`]: { "As it was seen": { version: VERSION, ...edit } },
    [`${one}Seen`]: { "As it was seen": { version: VERSION } },
    [`post${operation} 201`]: { "A draft": draft },
  };
}

export const EXAMPLES = {
  ...examplesOf("Package", "Packages", "Packages", "coze-pro", PACKAGE),
  ...examplesOf("RechargeRule", "RechargeRules", "RechargeRules", "power-500", RULE),
  ...examplesOf("CreditPackage", "CreditPackages", "CreditPackages", "credits-100", PACK),
  ...examplesOf("Plan", "Plans", "Plans", "pro_monthly", PLAN),
  ...examplesOf("Product", "Products", "Products", "ai_chat", PRODUCT),
  CatalogOrder: { "One to the top": { version: ORDER_VERSION, ids: ["coze-pro"] } },
  CatalogOrdered: {
    "As it is now": { ids: ["coze-pro", "coze-trial"], orderVersion: VERSION },
  },
  StockChange: { "Ten more": { stock: 15, seen: 5 }, "Without limit": { stock: null, seen: 5 } },
  CatalogDeleted: { "A draft less": { id: "coze-draft" } },
};

const IDS: Record<string, string> = {
  Packages: "coze-pro",
  RechargeRules: "power-500",
  CreditPackages: "credits-100",
  Plans: "pro_monthly",
  Products: "ai_chat",
};

export const PARAMETERS = Object.fromEntries(
  Object.entries(IDS).flatMap(([path, id]) =>
    ["getBy", "putBy", "deleteBy"]
      .map((start) => `${start.slice(0, -2)}Console${path}ById`)
      .concat(["OnSale", "OffSale", "Stock"].map((act) => `postConsole${path}ById${act}`))
      .map((operation) => [operation, { id }]),
  ),
);
