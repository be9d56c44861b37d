import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { readCustomer } from "../api/client.ts";
import { Acts } from "../customers/Acts.tsx";
import { Holdings } from "../customers/Holdings.tsx";
import { LedgerSection } from "../customers/LedgerSection.tsx";
import { OrdersSection } from "../customers/OrdersSection.tsx";
import { TimelineSection } from "../customers/TimelineSection.tsx";
import { UsageSection } from "../customers/UsageSection.tsx";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";

/** One customer: what they have, what they bought, and every change of their balances. */
export default function Customer() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readCustomer);
  return (
    <>
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show
        when={remote.value}
        fallback={
          <Show when={!remote.failure}>
            <div class="console-wait" />
          </Show>
        }
      >
        {(account) => (
          <>
            <Head
              title={account().name || account().customerId}
              lead={[account().email, account().customerId].filter(Boolean).join(" · ")}
            >
              <Acts account={account()} onChanged={() => void reload()} />
            </Head>
            <Holdings account={account()} />
            <OrdersSection customerId={account().customerId} />
            <UsageSection customerId={account().customerId} />
            <LedgerSection account={account()} />
            <TimelineSection account={account()} />
          </>
        )}
      </Show>
    </>
  );
}
