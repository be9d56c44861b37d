import { For, Show } from "solid-js";
import { day, days, moment, money, units } from "../../shared/i18n/format.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { t } from "../i18n.ts";
import { type Fact, Facts, Section } from "../parts/Facts.tsx";
import { balanceText } from "./words.ts";

/** What a customer has now, as the account itself says. */
export function Holdings(props: { account: ConsoleAccount }) {
  return (
    <Section title={t("console.customer.holdings")}>
      <Facts facts={holdingsOf(props.account)} />
      <Show when={debtsOf(props.account).length > 0}>
        <ul class="debts">
          <For each={debtsOf(props.account)}>
            {(debt) => <li>{t("console.customer.owes", { debt })}</li>}
          </For>
        </ul>
      </Show>
    </Section>
  );
}

function holdingsOf({ plan, credits, power, cozePackage, ...account }: ConsoleAccount): Fact[] {
  return [
    {
      name: t("console.customers.plan"),
      value: (
        <>
          {plan.name}{" "}
          <Show when={plan.endDate}>
            {(end) => (
              <span class="muted small">{t("console.customer.until", { date: day(end()) })}</span>
            )}
          </Show>
        </>
      ),
    },
    { name: t("console.unit.power"), value: balanceText({ asset: "power", ...power }) },
    {
      name: t("console.unit.credits"),
      value: balanceText({ asset: "credits", available: credits.available, held: credits.held }),
    },
    {
      name: t("console.kind.coze"),
      value: cozePackage
        ? `${cozePackage.name} · ${days(cozePackage.remainingDays)}`
        : t("console.customer.none"),
    },
    { name: t("console.customer.paid"), value: paidText(account.paid) },
    {
      name: t("console.customer.letOwe"),
      value: t(account.allowNegative ? "console.people.yes" : "console.people.no"),
    },
    {
      name: t("console.customer.firstSeen"),
      value: account.firstSeenAt && moment(account.firstSeenAt),
    },
    {
      name: t("console.customers.lastSeen"),
      value: account.lastSeenAt && moment(account.lastSeenAt),
    },
  ];
}

/** By currency, with what went back of it. */
const paidText = (paid: ConsoleAccount["paid"]): string =>
  paid
    .map(({ currency, amount, refunded }) =>
      Number(refunded) === 0
        ? money(amount, currency)
        : t("console.customer.paidLess", {
            paid: money(amount, currency),
            refunded: money(refunded, currency),
          }),
    )
    .join(" / ") || t("console.customer.none");

const debtsOf = ({ owed }: ConsoleAccount): string[] =>
  (["power", "credits"] as const)
    .filter((asset) => owed[asset] > 0)
    .map((asset) => units(asset, owed[asset]));
