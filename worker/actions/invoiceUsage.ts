import { monthsAfter } from "../domain/invoice/period.ts";
import { type InvoiceSale, type UsageOf, usageLine } from "../domain/invoice/sale.ts";
import type { Language } from "../domain/language.ts";
import type { Env } from "../env.ts";
import { claimedOf } from "../store/invoice-sales.ts";
import { accountSystem, type PlanSnapshot } from "../store/plans.ts";
import { accountObject } from "./objects.ts";

/** Lines of usage on one document; a catalog counts few products. */
export const USAGE_LINES_MAX = 50;

/**
 * What a customer used in a month that is over and no document says yet, as lines over nothing. Usage alone makes no document: nothing
 * was sold. What is reported after the document was made stands on none; the portal's pages of usage have it.
 */
export async function uninvoicedUsage(
  env: Env,
  of: Omit<UsageOf, "names">,
  nowMs: number,
): Promise<InvoiceSale[]> {
  const { customerId, period, endMs } = of;
  if (nowMs < endMs) return [];
  const charges = await accountObject(env, customerId).usageCharges(period, monthsAfter(period, 1));
  const used = charges.filter(({ count, charged }) => count > 0 && charged > 0);
  if (used.length === 0) return [];
  const { snapshot } = await accountSystem(env, nowMs);
  const names = namesIn(snapshot);
  const lines = used.slice(0, USAGE_LINES_MAX).map((charge) => usageLine(charge, { ...of, names }));
  const claimed = await claimedOf(
    env.DB,
    lines.map(({ ref }) => ref),
  );
  return lines.filter(({ ref }) => !claimed.has(ref));
}

const namesIn = ({ products }: PlanSnapshot) =>
  new Map(
    products.map(({ id, name, unit, translations }) => {
      const inLanguage = (language: "en" | "jp") => {
        const own = translations[language];
        return `${own?.name ?? name}, ${own?.unit ?? unit}`;
      };
      const names: Record<Language, string> = {
        zh: `${name}, ${unit}`,
        en: inLanguage("en"),
        jp: inLanguage("jp"),
      };
      return [id, names] as const;
    }),
  );
