import type { Item, Step } from "../../worker/billing/catalog.ts";
import { isCurrency, toMajor } from "../../worker/domain/money.ts";
import { Explained } from "./steps.ts";

export interface CatalogCommand {
  dryRun: boolean;
  /** The deployed product's database instead of the local one. */
  remote: boolean;
}

const USAGE = `Say what to do with the catalog:
  npm run catalog -- push --dry-run   shows what Stripe does not have as the catalog sells it
  npm run catalog -- push             makes it
Add --remote for the deployed product, with STRIPE_SECRET_KEY in the environment.`;

export function readCatalogCommand(args: readonly string[]): CatalogCommand {
  const options = args.filter((argument) => argument.startsWith("--"));
  const [verb, ...more] = args.filter((argument) => !argument.startsWith("--"));
  const isKnown = options.every((option) => option === "--dry-run" || option === "--remote");
  if (verb !== "push" || more.length > 0 || !isKnown) throw new Explained(USAGE);
  return { dryRun: options.includes("--dry-run"), remote: options.includes("--remote") };
}

/** What is on sale, a row for each currency. Stripe's pages show the English name where there is one. */
export const CATALOG_QUERY = `
SELECT plan.id, interval, coalesce(translations ->> '$.en.name', name) AS name, currency, amount_minor
  FROM plan JOIN plan_price ON plan_id = plan.id WHERE enabled = 1
UNION ALL
SELECT credit_package.id, 'once', coalesce(translations ->> '$.en.name', name), currency, amount_minor
  FROM credit_package JOIN credit_package_price ON package_id = credit_package.id WHERE enabled = 1
ORDER BY 1, 4`;

export interface CatalogRow {
  id: string;
  interval: string;
  name: string;
  currency: string;
  amount_minor: number;
}

const INTERVALS = ["month", "year", "once"] as const;

export function itemsOf(rows: readonly CatalogRow[]): Item[] {
  const items = new Map<string, Item>();
  for (const { id, name, currency, amount_minor: amountMinor, ...row } of rows) {
    const interval = INTERVALS.find((each) => each === row.interval);
    if (!interval || !isCurrency(currency))
      throw new Explained(
        `${id} is sold each ${row.interval} in ${currency}, which Stripe cannot.`,
      );
    const item = items.get(id) ?? { id, name, interval, prices: [] };
    item.prices.push({ currency, amountMinor });
    items.set(id, item);
  }
  return [...items.values()];
}

const EVERY = { month: " a month", year: " a year", once: " once" } as const;

/** One line for each difference. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "label-price":
      return `label  ${step.itemId}: ${step.priceId} is noted to be its price`;
    case "name-product":
      return `name   ${step.itemId}: "${step.from}" becomes "${step.to}"`;
    case "make-price": {
      const { item, price, lookupKey, replaces } = step;
      const charge = `${toMajor(price)} ${price.currency}${EVERY[item.interval]}`;
      if (!replaces) return `make   ${lookupKey}: ${charge}`;
      const { id, amountMinor } = replaces;
      const before = amountMinor === null ? "" : `, ${toMajor({ ...price, amountMinor })}`;
      return `make   ${lookupKey}: ${charge}, in place of ${id}${before}; who pays that goes on paying it`;
    }
  }
}

export const describeSteps = (steps: readonly Step[]): string =>
  steps.length === 0
    ? "Stripe has everything as the catalog sells it."
    : steps.map(describeStep).join("\n");
