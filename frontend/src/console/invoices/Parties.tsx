import { countryName } from "../../shared/i18n/format.ts";
import type { Invoice } from "../api/invoices.ts";
import { t } from "../i18n.ts";
import { type Fact, Facts, Section } from "../parts/Facts.tsx";

/** Seller and buyer as they were when it was issued. */
export function Parties(props: { invoice: Invoice }) {
  const seller = () => props.invoice.seller;
  const buyer = () => props.invoice.buyer;
  return (
    <>
      <Section title={t("console.invoice.seller")}>
        <Facts facts={partyFacts(seller().name, seller())} />
      </Section>
      <Section title={t("console.invoice.buyer")}>
        <Facts facts={partyFacts(buyer().company || buyer().contact, buyer())} />
        <p class="muted small number">{t("console.invoice.hash", { hash: props.invoice.hash })}</p>
      </Section>
    </>
  );
}

interface Party {
  address: string;
  country: string;
  email: string;
  phone: string;
  taxIds: { value: string }[];
}

const partyFacts = (name: string, { address, country, email, phone, taxIds }: Party): Fact[] =>
  [
    { name: t("console.party.name"), value: name },
    {
      name: t("console.party.address"),
      value: [address, countryName(country)].filter(Boolean).join(" · "),
    },
    { name: t("console.party.email"), value: email },
    { name: t("console.party.phone"), value: phone },
    { name: t("console.party.taxIds"), value: taxIds.map(({ value }) => value).join(" · ") },
  ].map((fact) => ({ ...fact, value: fact.value || t("console.party.notStated") }));
