import { createEffect, lazy, onMount, Show, Suspense } from "solid-js";
import { useSite } from "../../shared/frame/site.tsx";
import { t } from "../../shared/i18n/index.ts";
import { optional } from "../../shared/primitives/optional.ts";
import { whenIdle } from "../../shared/primitives/whenIdle.ts";
import type { CreditPackage } from "../api/types.ts";
import { BuyBar } from "../center/BuyBar.tsx";
import { BalanceSkeleton } from "../credits/BalanceCard.tsx";
import { BalanceSection } from "../credits/BalanceSection.tsx";
import { createPacks } from "../credits/createPacks.ts";
import { createUsage } from "../credits/createUsage.ts";
import { PacksSkeleton, Shelf } from "../credits/Packs.tsx";
import { UsagePanel } from "../credits/UsagePanel.tsx";
import { credits as kind } from "../kinds/credits.ts";

/** Arrives while the customer chooses, so that it is there when it is needed. */
const loadPayDialog = () => import("../pay/PayDialog.tsx");
const PayDialog = lazy(async () => ({ default: (await loadPayDialog()).PayDialog }));

/** The customer's credits: where they come from, what became of them, and packs of them where they are sold. */
export default function CreditsPage() {
  const { customer, credits } = useSite();
  const { packs, reload, purchase, soldLastTime } = createPacks();
  const { checkout } = purchase;
  const usage = createUsage();
  const sells = () => purchase.offer()?.open === true;
  createEffect(() => sells() && whenIdle(() => void optional(loadPayDialog)));
  let shelf!: HTMLDivElement;
  onMount(credits.askNow);
  // All at once: which parts there are, and how high each is, is known only then, and nothing is to move.
  const isKnown = () =>
    (customer() === null || credits.credits.value || credits.credits.failure) &&
    (purchase.offer() || packs.failure);

  const pick = (pack: CreditPackage) => {
    purchase.chooseItem(pack.id);
    // The dialog gives the focus back when it has closed; then it moves on to what was chosen.
    requestAnimationFrame(() => {
      shelf.scrollIntoView({ block: "start" });
      shelf.querySelector<HTMLInputElement>("input:checked")?.focus({ preventScroll: true });
    });
  };

  return (
    <>
      <Show when={isKnown()} fallback={<Skeleton closed={!soldLastTime} />}>
        <div class="center-body">
          <BalanceSection
            packs={packs.value?.packages ?? (packs.failure && [])}
            paying={checkout.state.open}
            onPick={pick}
          />
          <div ref={shelf} class="packs">
            <Shelf purchase={purchase} remote={packs} onRetry={() => void reload()} />
          </div>
          <Show when={customer()}>
            <UsagePanel of={usage} />
          </Show>
        </div>
      </Show>
      <Show when={isKnown() && sells() && purchase.offer()?.items.length}>
        <BuyBar
          total={purchase.total()}
          missing={purchase.missing()}
          label={t(kind.texts.buy)}
          busy={checkout.state.busy === "buy" && !checkout.state.open}
          onBuy={purchase.buy}
        />
      </Show>
      <Show when={checkout.state.order !== undefined}>
        <Suspense>
          <PayDialog checkout={checkout} ways={purchase.offer()?.ways ?? []} kind={kind} />
        </Suspense>
      </Show>
    </>
  );
}

function Skeleton(props: { closed: boolean }) {
  return (
    <div class="center-body" role="status" aria-label={t("common.label.loading")}>
      <BalanceSkeleton />
      <PacksSkeleton closed={props.closed} />
    </div>
  );
}
