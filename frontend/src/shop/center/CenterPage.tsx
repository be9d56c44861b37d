import { createEffect, type JSX, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { optional } from "../../shared/primitives/optional.ts";
import { whenIdle } from "../../shared/primitives/whenIdle.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { PayWays } from "../pay/PayWays.tsx";
import { BuyBar } from "./BuyBar.tsx";
import { CenterSkeleton } from "./CenterSkeleton.tsx";
import { Closed, type Elsewhere } from "./Closed.tsx";
import { lastShape, rememberShape, shapeOf } from "./centerShape.ts";
import type { Offer, Purchasing } from "./createPurchase.ts";
import { Empty } from "./Empty.tsx";
import { Explain } from "./Explain.tsx";
import { ItemCards } from "./ItemCards.tsx";
import { UserCard, type UserFacts } from "./UserCard.tsx";

/** Arrives while the customer chooses, so that it is there when it is needed. */
const loadPayDialog = () => import("../pay/PayDialog.tsx");
const PayDialog = lazy(async () => ({ default: (await loadPayDialog()).PayDialog }));

interface CenterPageProps<Item extends { id: string }> {
  /** The centre's answer, as it stands. */
  remote: Remote<object>;
  onRetry: () => void;
  purchase: Purchasing<Item>;
  user: UserFacts | undefined;
  /** How many facts the customer's card has, for the skeleton. */
  facts: number;
  card: (item: Item, id: string) => JSX.Element;
  /** What is said beside the button about the item that is chosen. */
  note?: (item: () => Item) => JSX.Element;
  /** Cards without a list of contents. */
  brief?: boolean;
  /** Keeps the bar at the bottom, with its button disabled, while nothing is on sale. */
  barWhenEmpty?: boolean;
  /** Where a customer goes on from a closed centre; the home page by default. */
  elsewhere?: Elsewhere | undefined;
}

/** A centre, whatever it sells: the customer, the choice, the pay ways, the explanation, the total and the dialog. */
export function CenterPage<Item extends { id: string }>(props: CenterPageProps<Item>) {
  const { kind, offer, choiceOf, checkout } = props.purchase;
  const canBuy = () => {
    const current = offer();
    if (!current) return props.remote.failure === undefined;
    return current.open && (current.items.length > 0 || props.barWhenEmpty === true);
  };
  createEffect(() => {
    const { items, ways } = offer() ?? { items: [], ways: [] };
    const lines = items.map((item) => choiceOf(item).lines);
    rememberShape(kind.from, shapeOf(lines, ways.length));
  });
  const shape = () => lastShape(kind.from);
  createEffect(() => offer() && whenIdle(() => void optional(loadPayDialog)));

  return (
    <>
      <Switch
        fallback={
          <CenterSkeleton shape={shape()} facts={props.facts} brief={props.brief === true} />
        }
      >
        <Match when={offer()?.open === false}>
          <div class="center-body">
            {/* What a customer owns is not closed with the centre. */}
            <Show when={props.user}>
              <UserCard user={props.user} />
            </Show>
            <Closed kind={kind} elsewhere={props.elsewhere} />
          </div>
        </Match>
        <Match when={offer()}>{(current) => <Content {...props} offer={current()} />}</Match>
        <Match when={props.remote.failure}>
          {(failure) => (
            <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
          )}
        </Match>
      </Switch>
      <Show when={canBuy()}>
        <BuyBar
          total={props.purchase.total()}
          missing={props.purchase.missing()}
          note={<Show when={props.purchase.item()}>{(item) => props.note?.(item)}</Show>}
          label={t(kind.texts.buy)}
          busy={checkout.state.busy === "buy" && !checkout.state.open}
          onBuy={props.purchase.buy}
        />
      </Show>
      <Show when={checkout.state.order !== undefined}>
        <Suspense>
          <PayDialog checkout={checkout} ways={offer()?.ways ?? []} kind={kind} />
        </Suspense>
      </Show>
    </>
  );
}

interface ContentProps<Item extends { id: string }> extends CenterPageProps<Item> {
  offer: Offer<Item>;
}

function Content<Item extends { id: string }>(props: ContentProps<Item>) {
  const { kind, choiceOf } = props.purchase;
  return (
    <div class="center-body">
      <UserCard user={props.user} />
      <Show when={props.offer.items.length > 0} fallback={<Empty kind={kind} />}>
        <ItemCards
          items={props.offer.items}
          chosen={props.purchase.item()?.id}
          label={t(kind.texts.select)}
          isSoldOut={(item) => choiceOf(item).soldOut}
          ownPending={props.purchase.ownPending}
          onChoose={props.purchase.chooseItem}
          brief={props.brief === true}
          card={props.card}
        />
        <Show
          when={props.offer.ways.length > 0}
          fallback={<p class="card no-ways">{t("pay.center.noPayWay")}</p>}
        >
          <PayWays
            ways={props.offer.ways}
            chosen={props.purchase.way()?.payType}
            label={t(kind.texts.paymentMethod)}
            onChoose={props.purchase.chooseWay}
          />
        </Show>
      </Show>
      <Explain
        title={t(kind.texts.explain)}
        html={props.offer.explain}
        fallback={t(kind.texts.explainDefault)}
      />
    </div>
  );
}
