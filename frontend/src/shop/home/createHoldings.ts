import { useSite } from "../../shared/frame/site.tsx";
import { day, days, money, units } from "../../shared/i18n/format.ts";
import { language, t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import type { CozeCenter } from "../api/types.ts";
import { cozeCenter, rechargeCenter } from "../center/data.ts";
import { coze } from "../kinds/coze.ts";
import { cheapest, type Priced } from "./cheapest.ts";

type CozePackageHeld = NonNullable<NonNullable<CozeCenter["user"]>["cozePackage"]>;

/** One line of what a customer has, and what going on costs. */
export interface Holding {
  /** undefined for a guest. */
  has: string | undefined;
  more: string | undefined;
  cost: string | undefined;
}

/** Until when what runs now runs, and what is left of all. */
function runs({ expiresAt, remainingDays, next: [next] }: CozePackageHeld): string {
  const left = days(remainingDays);
  if (!next) return t("common.home.until", { date: day(expiresAt), days: left });
  return t("common.home.untilNext", { date: day(next.startsAt), next: next.name, days: left });
}

/** By the address of its centre: what the customer has of it, from both centres' answers. */
export function createHoldings() {
  const { dataOf, isClosed, customer, credits } = useSite();
  const packages = dataOf(cozeCenter);
  const [recharge] = createRemote(
    () => (packages.value ? language() : undefined),
    () => rechargeCenter.read(false),
  );

  const from = (cost: Priced | undefined): string | undefined =>
    cost && t("common.home.from", { price: money(cost.price, cost.currency) });

  function ofPackages(): Holding | undefined {
    const center = packages.value;
    if (!center) return undefined;
    const running = center.user?.cozePackage;
    const offers = center.status ? center.packages.filter((one) => !one.soldOut) : [];
    // Going on costs what the running package costs, where it is still sold.
    const same = offers.filter((one) => one.name === running?.name);
    const priced = (same.length > 0 ? same : offers).map(({ currentPrice, currency }) => ({
      price: currentPrice,
      currency,
    }));
    return {
      has: center.user && (running?.name ?? t("web-personal-rights.cozePackageCenter.noPackage")),
      more: running ? runs(running) : undefined,
      cost: from(cheapest(priced)),
    };
  }

  function ofPower(): Holding | undefined {
    const center = recharge.value;
    if (!center) return undefined;
    const offers = center.rechargeStatus ? center.rechargeRule : [];
    const priced = offers.map(({ sellPrice, currency }) => ({ price: sellPrice, currency }));
    return {
      has: center.user && units("power", center.user.power),
      more: center.user && t("web-personal-rights.rechargeCenter.powerBalance"),
      cost: from(cheapest(priced)),
    };
  }

  /** Undefined where the balance is not known: nothing is said of it. */
  function ofCredits(): Holding | undefined {
    const own = credits.credits.value;
    if (!customer() || !own) return undefined;
    const resetsAt = own.plan?.resetsAt;
    return {
      has: units("credits", own.available),
      more: resetsAt ? t("credits.balance.resets", { date: day(resetsAt) }) : undefined,
      cost: undefined,
    };
  }

  const holdingOf = (path: string): Holding | undefined => {
    if (path === PATHS.coze) return ofPackages();
    if (path === PATHS.credits) return ofCredits();
    return path === PATHS.recharge ? ofPower() : undefined;
  };

  /** What is held of a centre that the menu hides, in the group that it belongs to. */
  const hiddenIn = (group: string) =>
    group === "common.label.personalRights" &&
    isClosed(PATHS.coze) &&
    packages.value?.user?.cozePackage
      ? [
          {
            path: PATHS.coze,
            icon: coze.icon,
            title: t("common.personalRights.cozePackageCenter"),
            holding: ofPackages(),
          },
        ]
      : [];

  return { holdingOf, hiddenIn };
}
