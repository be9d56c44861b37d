import * as v from "valibot";
import { INTERVALS } from "../../../../domain/catalog/row.ts";
import { LANGUAGES } from "../../../../domain/language.ts";
import { ASSETS } from "../../../../domain/ledger/assets.ts";
import { POOLS, PRODUCT_KINDS } from "../../../../domain/usage/product.ts";
import { instant } from "../../../core/schemas.ts";
import { more } from "../schemas.ts";

/** Only whether a field is of its type is judged here: what breaks a rule is told field by field (domain/catalog/edit/). */

/** Half of a letter would not come back from the database as it went in. */
const text = v.pipe(
  v.string(),
  v.transform((written) => written.toWellFormed()),
);
const line = v.pipe(text, v.description("Empty where the language has none"));
const lines = v.pipe(v.array(text), v.description("A line each"));
const whole = v.pipe(v.number(), v.integer());
const price = v.pipe(v.string(), v.description('Decimal string of the major unit, "39.90"'));
const currency = v.pipe(v.string(), v.description("CNY, USD or JPY"));

/** The Chinese ones are shown in the other languages until those have their own. */
const textsOf = <T extends v.GenericSchema>(texts: T) =>
  v.object({ zh: texts, en: texts, jp: texts });

const prices = v.pipe(
  v.array(v.object({ currency, amount: price })),
  v.description("WeChat Pay and Alipay take the one in CNY"),
);

const PackageTexts = v.object({ name: line, label: line, description: line, content: lines });
const ProductPrice = v.object({
  model: v.pipe(text, v.description("Empty for every model without a price of its own")),
  pool: v.picklist([...POOLS, ""]),
  amount: v.pipe(whole, v.description("Of the asset, for each `per` units")),
  per: whole,
  from: v.pipe(instant, v.description("From when on it holds")),
});

/** What an operator writes, by noun. */
export const EDITS = {
  packages: {
    texts: textsOf(PackageTexts),
    duration: v.pipe(whole, v.description("Days of access")),
    currentPrice: price,
    originalPrice: v.pipe(v.nullable(price), v.description("The struck one")),
    currency,
    tier: v.pipe(whole, v.description("The highest runs first of those that a customer holds")),
  },
  rechargeRules: {
    texts: textsOf(v.object({ label: line })),
    power: whole,
    givePower: v.pipe(whole, v.description("Given on top")),
    sellPrice: price,
    currency,
  },
  creditPackages: {
    texts: textsOf(v.object({ name: line, label: line })),
    credits: whole,
    prices,
  },
  plans: {
    texts: textsOf(v.object({ name: line, description: line, features: lines })),
    family: v.pipe(text, v.description("Plans of one family differ in how often they are paid")),
    rank: v.pipe(whole, v.description("A higher one is an upgrade; no other plan has the same")),
    interval: v.picklist(INTERVALS),
    creditRule: v.picklist(["monthly", "once"]),
    trialDays: whole,
    prices,
    allowance: v.pipe(
      v.object({ v1: whole, v2: whole }),
      v.description("Credits by version of the credit system"),
    ),
    quotas: v.array(
      v.object({ product: v.string(), limit: whole, mode: v.picklist(["hard", "soft"]) }),
    ),
  },
  products: {
    texts: textsOf(v.object({ name: line, unit: line })),
    kind: v.picklist(PRODUCT_KINDS),
    pooled: v.boolean(),
    asset: v.nullable(v.picklist(ASSETS)),
    prices: v.array(ProductPrice),
  },
};

const version = v.pipe(
  v.string(),
  v.description("Of what was seen, as GET gave it: when it is another one by now, nothing is done"),
);

/** The rest of a row, which is not edited with it. */
const STATE = {
  id: v.string(),
  version,
  state: v.pipe(
    v.picklist(["draft", "on-sale", "off-sale"]),
    v.description("draft: never was on sale, and can be deleted"),
  ),
  stock: v.pipe(
    v.nullable(v.pipe(v.number(), v.integer())),
    v.description("Units left; null without limit, and where there is none"),
  ),
  sold: v.pipe(
    v.number(),
    v.integer(),
    v.description("Orders of it that were paid, refunded ones too"),
  ),
  missing: v.pipe(
    v.array(
      v.object({
        language: v.picklist(LANGUAGES),
        field: v.string(),
        needed: v.pipe(v.boolean(), v.description("Nothing goes on sale without it")),
      }),
    ),
    v.description("Texts that a language has not"),
  ),
  faults: v.pipe(
    v.array(v.object({ field: v.string(), message: v.string() })),
    v.description("What keeps it from being shown: the first column that breaks its rule"),
  ),
  updatedAt: instant,
};

const itemOf = <T extends v.ObjectEntries>(edit: T) => v.object({ ...STATE, ...edit });
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.object({
    items: v.pipe(v.array(item), v.description("On sale or not, in the order of the shop")),
    more,
    orderVersion: v.pipe(v.string(), v.description("Of the order, for changing it")),
    liveWithinSeconds: v.pipe(
      v.number(),
      v.integer(),
      v.description("A change is in the shop within this time; orders go by it at once"),
    ),
  });

const newId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "1 to 64 of a to z, 0 to 9, _ and -"),
  v.description("For ever: orders and the API name it"),
);
const productId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9_]{1,64}$/, "1 to 64 of a to z, 0 to 9 and _"),
  v.description("For ever: events name it as `product`"),
);

export const ConsolePackage = itemOf(EDITS.packages);
export const ConsolePackages = listOf(ConsolePackage);
export const NewPackage = v.object({ id: newId, ...EDITS.packages });
export const ConsolePackageChange = v.object({ version, ...EDITS.packages });

export const ConsoleRechargeRule = itemOf(EDITS.rechargeRules);
export const ConsoleRechargeRules = listOf(ConsoleRechargeRule);
export const NewRechargeRule = v.object({ id: newId, ...EDITS.rechargeRules });
export const ConsoleRechargeRuleChange = v.object({ version, ...EDITS.rechargeRules });

export const ConsoleCreditPackage = itemOf(EDITS.creditPackages);
export const ConsoleCreditPackages = listOf(ConsoleCreditPackage);
export const NewCreditPackage = v.object({ id: newId, ...EDITS.creditPackages });
export const ConsoleCreditPackageChange = v.object({ version, ...EDITS.creditPackages });

export const ConsolePlan = itemOf(EDITS.plans);
export const ConsolePlans = listOf(ConsolePlan);
export const NewPlan = v.object({ id: newId, ...EDITS.plans });
export const ConsolePlanChange = v.object({ version, ...EDITS.plans });

export const ConsoleProduct = itemOf(EDITS.products);
export const ConsoleProducts = listOf(ConsoleProduct);
export const NewProduct = v.object({ id: productId, ...EDITS.products });
export const ConsoleProductChange = v.object({ version, ...EDITS.products });

export const OfItem = v.object({ id: v.string() });

/** What goes on sale is what was seen of it. */
const seen = () => v.object({ version });
export const PackageSeen = seen();
export const RechargeRuleSeen = seen();
export const CreditPackageSeen = seen();
export const PlanSeen = seen();
export const ProductSeen = seen();

export const CatalogOrder = v.object({
  version: v.pipe(v.string(), v.description("`orderVersion` of the list that was seen")),
  ids: v.pipe(
    v.array(v.string()),
    v.description("In their new order. Those that are not named follow, as they stood"),
  ),
});

export const CatalogOrdered = v.object({ ids: v.array(v.string()), orderVersion: v.string() });

const units = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000)));
export const StockChange = v.object({
  stock: v.pipe(units, v.description("Units left to sell; null without limit")),
  seen: v.pipe(units, v.description("What was left when it was looked at")),
});

export const CatalogDeleted = v.object({ id: v.string() });

export const COMPONENTS = {
  ...{ PackageTexts, ProductPrice },
  ...{ ConsolePackage, ConsolePackages, NewPackage, ConsolePackageChange },
  ...{ ConsoleRechargeRule, ConsoleRechargeRules, NewRechargeRule, ConsoleRechargeRuleChange },
  ...{ ConsoleCreditPackage, ConsoleCreditPackages, NewCreditPackage, ConsoleCreditPackageChange },
  ...{ ConsolePlan, ConsolePlans, NewPlan, ConsolePlanChange },
  ...{ ConsoleProduct, ConsoleProducts, NewProduct, ConsoleProductChange },
  ...{ PackageSeen, RechargeRuleSeen, CreditPackageSeen, PlanSeen, ProductSeen },
  ...{ CatalogOrder, CatalogOrdered, StockChange, CatalogDeleted },
};

export type ConsolePackage = v.InferOutput<typeof ConsolePackage>;
export type ConsoleRechargeRule = v.InferOutput<typeof ConsoleRechargeRule>;
export type ConsoleCreditPackage = v.InferOutput<typeof ConsoleCreditPackage>;
export type ConsolePlan = v.InferOutput<typeof ConsolePlan>;
export type ConsoleProduct = v.InferOutput<typeof ConsoleProduct>;
