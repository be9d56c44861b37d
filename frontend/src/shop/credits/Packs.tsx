import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import type { CreditPackage, CreditPackages } from "../api/types.ts";
import { ChoiceSkeleton } from "../center/CenterSkeleton.tsx";
import { lastShape } from "../center/centerShape.ts";
import type { Purchasing } from "../center/createPurchase.ts";
import { Explain } from "../center/Explain.tsx";
import { ItemCards } from "../center/ItemCards.tsx";
import { credits } from "../kinds/credits.ts";
import { PayWays } from "../pay/PayWays.tsx";
import { PackCard } from "./PackCard.tsx";

interface ShelfProps {
  purchase: Purchasing<CreditPackage>;
  remote: Remote<CreditPackages>;
  onRetry: () => void;
}

/** Packs, that there are none now, or that it could not be read which there are. */
export function Shelf(props: ShelfProps) {
  return (
    <Switch>
      <Match when={props.purchase.offer()?.open}>
        <Packs purchase={props.purchase} />
      </Match>
      <Match when={props.purchase.offer()}>
        <PacksClosed />
      </Match>
      <Match when={props.remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
        )}
      </Match>
    </Switch>
  );
}

/** The packs that are sold, and how they can be paid. */
function Packs(props: { purchase: Purchasing<CreditPackage> }) {
  const offer = () => props.purchase.offer();
  return (
    <>
      <Show
        when={offer()?.items.length}
        fallback={
          <Notice icon="box" title={t(credits.texts.empty)} desc={t(credits.texts.emptyDesc)} />
        }
      >
        <ItemCards
          items={offer()?.items ?? []}
          chosen={props.purchase.item()?.id}
          label={t(credits.texts.select)}
          isSoldOut={() => false}
          ownPending={() => undefined}
          onChoose={props.purchase.chooseItem}
          brief
          card={(pack, id) => <PackCard pack={pack} id={id} />}
        />
        <Show
          when={offer()?.ways.length}
          fallback={<p class="card no-ways">{t("pay.center.noPayWay")}</p>}
        >
          <PayWays
            ways={offer()?.ways ?? []}
            chosen={props.purchase.way()?.payType}
            label={t(credits.texts.paymentMethod)}
            onChoose={props.purchase.chooseWay}
          />
        </Show>
      </Show>
      <Explain
        title={t(credits.texts.explain)}
        html=""
        fallback={t(credits.texts.explainDefault)}
      />
    </>
  );
}

/** Packs are not sold now: why, what stays, and the way to more credits. */
function PacksClosed() {
  return (
    <section class="card packs-closed">
      <div>
        <h2>{t("credits.pack.closed")}</h2>
        <p class="muted">{t(credits.texts.closed)}</p>
      </div>
      <A class="button primary" href={PATHS.pricing}>
        {t("credits.need.upgrade")}
      </A>
    </section>
  );
}

/** As it was last time, since a centre rarely opens or closes. */
export function PacksSkeleton(props: { closed: boolean }) {
  return (
    <Show when={props.closed} fallback={<ChoiceSkeleton shape={lastShape(credits.from)} brief />}>
      <div class="card packs-closed">
        <div>
          <span class="skeleton line w-7" />
          <span class="skeleton line thin w-9" />
        </div>
      </div>
    </Show>
  );
}
