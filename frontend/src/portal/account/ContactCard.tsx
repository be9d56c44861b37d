import { t } from "../../shared/i18n/index.ts";
import { Field } from "../form/Field.tsx";
import { Options } from "../form/Options.tsx";
import type { AccountForm } from "./createAccount.ts";
import { countries } from "./places.ts";

type Line = "company" | "contact" | "email" | "phone" | "address";

/** Who the customer is and how to reach it. */
export function ContactCard(props: { of: AccountForm }) {
  const { draft, problems, change } = props.of;
  const field = (path: Line) => ({
    path,
    label: t(`portal.account.${path}`),
    value: draft[path],
    problems,
    onInput: (value: string) => change(path, value),
  });
  return (
    <section class="card portal-card">
      <h2>{t("portal.account.contactTitle")}</h2>
      <div class="form-grid">
        <Field
          {...field("company")}
          hint={t("portal.account.companyHint")}
          lengthMax={200}
          autocomplete="organization"
          wide
        />
        <Field {...field("contact")} lengthMax={200} autocomplete="name" />
        <Field {...field("email")} type="email" lengthMax={254} autocomplete="email" />
        <Field {...field("phone")} type="tel" lengthMax={50} autocomplete="tel" />
        <Options
          label={t("portal.account.country")}
          path="country"
          value={draft.country}
          options={[{ value: "", text: t("portal.form.none") }, ...countries(draft.country)]}
          problems={problems}
          autocomplete="country"
          onChoose={(value) => change("country", value)}
        />
        <Field {...field("address")} lengthMax={500} autocomplete="street-address" wide />
      </div>
    </section>
  );
}
