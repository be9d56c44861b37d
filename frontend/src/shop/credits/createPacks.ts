import { createEffect } from "solid-js";
import { useSite } from "../../shared/frame/site.tsx";
import { language } from "../../shared/i18n/index.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { remember, remembered } from "../../shared/primitives/storage.ts";
import { readPacks } from "../api/credits.ts";
import type { CreditPackage } from "../api/types.ts";
import { rememberShape, shapeOf } from "../center/centerShape.ts";
import { createPurchase } from "../center/createPurchase.ts";
import { credits } from "../kinds/credits.ts";

const SOLD_KEY = "ec.creditPacksSold";

/** The packs on sale, and the way from a choice to a paid order. */
export function createPacks() {
  const { customer } = useSite();
  const [packs, reload] = createRemote(
    () => language(),
    () => readPacks(),
  );
  createRefresh(() => reload());
  createEffect(() => {
    if (!packs.value) return;
    const { purchasesEnabled, packages, payWayList } = packs.value;
    remember(SOLD_KEY, purchasesEnabled ? "yes" : null);
    rememberShape(
      credits.from,
      shapeOf(
        packages.map(() => 1),
        payWayList.length,
      ),
    );
  });

  const purchase = createPurchase<CreditPackage>({
    kind: credits,
    offer: () =>
      packs.value && customer() !== undefined
        ? {
            open: packs.value.purchasesEnabled,
            items: packs.value.packages,
            ways: packs.value.payWayList,
            explain: "",
            isGuest: customer() === null,
          }
        : undefined,
    choiceOf: (pack) => ({
      amount: pack.price,
      currency: pack.currency,
      sold: { name: pack.name, duration: null, power: null, credits: pack.credits },
      soldOut: false,
      lines: 1,
    }),
    preselects: false,
    reload,
  });
  return { packs, reload, purchase, soldLastTime: remembered(SOLD_KEY) !== null };
}
