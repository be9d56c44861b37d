import { createUniqueId, Show, untrack } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Choice } from "./Choice.tsx";
import type { FormProblems } from "./createProblems.ts";
import { Field } from "./Field.tsx";
import type { Title } from "./problems.ts";

export const NEW_TITLE: Title = {
  ...{ type: "company", title: "", taxNo: "" },
  ...{ address: "", phone: "", bank: "", bankAccount: "", email: "" },
};

interface TitleFieldsProps {
  title: Title;
  /** `invoiceTitles.0.`, or nothing for a title alone. */
  prefix: string;
  problems: FormProblems;
  onChange: (changes: Partial<Title>) => void;
}

/** Whom a fapiao is made out to. A person has no tax number. */
export function TitleFields(props: TitleFieldsProps) {
  const more = createUniqueId();
  const field = (name: keyof Title) => ({
    path: props.prefix + name,
    value: props.title[name],
    problems: props.problems,
    onInput: (value: string) => props.onChange({ [name]: value }),
  });
  const { address, phone, bank, bankAccount } = untrack(() => props.title);
  const hasMore = [address, phone, bank, bankAccount].some((value) => value !== "");
  return (
    <div class="form-grid">
      <Choice
        label={t("portal.title.type")}
        chosen={props.title.type}
        options={[
          { value: "company", text: t("portal.title.company") },
          { value: "person", text: t("portal.title.person") },
        ]}
        onChoose={(type) => props.onChange(type === "person" ? { type, taxNo: "" } : { type })}
      />
      <Field {...field("title")} label={t("portal.title.title")} required lengthMax={100} wide />
      <Show when={props.title.type === "company"}>
        <Field
          {...field("taxNo")}
          label={t("portal.title.taxNo")}
          hint={t("portal.title.taxNoHint")}
          required
          code
          lengthMax={40}
        />
      </Show>
      <Field
        {...field("email")}
        label={t("portal.title.email")}
        hint={t("portal.title.emailHint")}
        type="email"
        lengthMax={254}
      />
      <Show when={props.title.type === "company"}>
        <details class="wide" open={hasMore}>
          <summary class="small" id={more}>
            {t("portal.title.more")}
          </summary>
          <fieldset class="form-grid" aria-labelledby={more}>
            <Field {...field("bank")} label={t("portal.title.bank")} lengthMax={100} />
            <Field
              {...field("bankAccount")}
              label={t("portal.title.bankAccount")}
              code
              lengthMax={50}
            />
            <Field {...field("address")} label={t("portal.title.address")} lengthMax={200} />
            <Field {...field("phone")} label={t("portal.title.phone")} type="tel" lengthMax={50} />
          </fieldset>
        </details>
      </Show>
    </div>
  );
}
