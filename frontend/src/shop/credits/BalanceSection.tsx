import { useSearchParams } from "@solidjs/router";
import { createSignal, Match, Show, Switch } from "solid-js";
import type { Credits } from "../../shared/api/types.ts";
import { useSite } from "../../shared/frame/site.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import type { CreditPackage } from "../api/types.ts";
import { UserCard } from "../center/UserCard.tsx";
import { BalanceCard } from "./BalanceCard.tsx";
import { InsufficientCreditsDialog } from "./InsufficientCreditsDialog.tsx";
import { NeedLine } from "./NeedLine.tsx";
import { missingOf, readNeeded } from "./need.ts";

interface BalanceSectionProps {
  /** What can be bought, empty where packs are not sold; undefined while that is not known. */
  packs: readonly CreditPackage[] | undefined;
  /** A payment is under way: nothing else asks for the customer's attention. */
  paying: boolean;
  onPick: (pack: CreditPackage) => void;
}

/** The balance, and with `?needed=120` whether it is enough for what a host product was asked to do. */
export function BalanceSection(props: BalanceSectionProps) {
  const { customer, credits } = useSite();
  const [query] = useSearchParams<{ needed: string }>();
  return (
    <Switch>
      <Match when={customer() === null}>
        <UserCard user={undefined} />
      </Match>
      <Match when={credits.credits.value}>
        {(value) => (
          <>
            <Show when={readNeeded(query.needed)}>
              {(needed) => <Need {...props} credits={value()} needed={needed()} />}
            </Show>
            <BalanceCard credits={value()} stale={credits.credits.failure !== undefined} />
          </>
        )}
      </Match>
      <Match when={credits.credits.failure}>
        {(failure) => (
          <LoadFailure
            failure={failure()}
            busy={credits.credits.loading}
            onRetry={() => void credits.reload()}
          />
        )}
      </Match>
    </Switch>
  );
}

function Need(props: BalanceSectionProps & { credits: Credits; needed: number }) {
  const [putAside, setPutAside] = createSignal(false);
  const open = () =>
    missingOf(props.credits, props.needed) > 0 &&
    props.packs !== undefined &&
    !putAside() &&
    !props.paying;
  const buy = (pack: CreditPackage) => {
    setPutAside(true);
    props.onPick(pack);
  };
  return (
    <>
      <NeedLine credits={props.credits} needed={props.needed} onAsk={() => setPutAside(false)} />
      <InsufficientCreditsDialog
        open={open()}
        credits={props.credits}
        needed={props.needed}
        packs={props.packs ?? []}
        onBuy={buy}
        onClose={() => setPutAside(true)}
      />
    </>
  );
}
