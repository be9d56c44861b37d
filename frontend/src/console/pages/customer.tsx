import { useParams } from "@solidjs/router";
import { readCustomer } from "../api/client.ts";
import { Acts } from "../customers/Acts.tsx";
import { Holdings } from "../customers/Holdings.tsx";
import { IssuesSection } from "../customers/IssuesSection.tsx";
import { LedgerSection } from "../customers/LedgerSection.tsx";
import { OrdersSection } from "../customers/OrdersSection.tsx";
import { TimelineSection } from "../customers/TimelineSection.tsx";
import { UsageSection } from "../customers/UsageSection.tsx";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { Loaded } from "../parts/Loaded.tsx";

/** One customer: what they have, what they bought, and every change of their balances. */
export default function Customer() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readCustomer);
  return (
    <Loaded remote={remote} onRetry={() => void reload()}>
      {(account) => (
        <>
          <Head
            title={account().name || account().customerId}
            lead={[account().email, account().customerId].filter(Boolean).join(" · ")}
          >
            <Acts account={account()} onChanged={() => void reload()} />
          </Head>
          <IssuesSection customerId={account().customerId} />
          <Holdings account={account()} />
          <OrdersSection customerId={account().customerId} />
          <UsageSection customerId={account().customerId} />
          <LedgerSection account={account()} />
          <TimelineSection account={account()} />
        </>
      )}
    </Loaded>
  );
}
