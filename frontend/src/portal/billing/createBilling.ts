import { useSearchParams } from "@solidjs/router";
import { createMemo } from "solid-js";
import { createPaging } from "../../shared/paging/createPaging.ts";
import { FIRST } from "../../shared/paging/place.ts";
import { dayText } from "../../shared/periods/days.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { readInvoice, readInvoices } from "../api.ts";
import { createOwn } from "../own.ts";
import { type BillingQuery, monthsOffered, pageQuery, readFilter, type Status } from "./filter.ts";

export type Billing = ReturnType<typeof createBilling>;

/** The customer's invoices and the one that is looked at; which ones stands in the address. */
export function createBilling() {
  const { own, isGuest } = createOwn();
  const [query, setQuery] = useSearchParams<BillingQuery>();
  const filter = createMemo(() => readFilter(query));
  const change = (changes: Partial<Record<keyof BillingQuery, string | undefined>>) =>
    setQuery({ ...FIRST, ...changes }, { scroll: false });

  const [page, reload] = createRemote(
    () => (own() && !filter().invoice ? `${own()} ${pageQuery(filter())}` : undefined),
    () => readInvoices(pageQuery(filter())),
  );
  const [invoice, reloadInvoice] = createRemote(
    () => {
      const id = filter().invoice;
      return own() && id ? { reader: own(), id } : undefined;
    },
    ({ id }) => readInvoice(id),
  );
  createRefresh(async () => void (await (filter().invoice ? reloadInvoice() : reload())));

  return {
    page,
    invoice,
    filter,
    isGuest,
    reload: async () => void (await (filter().invoice ? reloadInvoice() : reload())),
    months: () => monthsOffered(dayText(new Date(serverNow())).slice(0, 7), filter().month),
    chooseMonth: (month: string) => change({ month: month || undefined }),
    chooseStatus: (status: Status | "") => change({ status: status || undefined }),
    clear: () => change({ month: undefined, status: undefined }),
    paging: createPaging(() => page.failure),
    /** Of the invoice that is shown: it became another revision. */
    show: (id: string) => setQuery({ invoice: id }, { replace: true, scroll: false }),
    /** The list again, as it was filtered. */
    listAddress: () => addressOf({ ...query, invoice: undefined }),
    addressOf: (id: string) => addressOf({ ...query, invoice: id }),
  };
}

function addressOf(query: Partial<Record<string, string | undefined>>): string {
  const known = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return `?${new URLSearchParams(known)}`;
}
