import { For, Show } from "solid-js";
import type { Language } from "../../shared/i18n/language.ts";
import { REQUEST_TAGS } from "../../shared/i18n/language.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { type Edit, valueAt } from "./edit.ts";
import { priceOf } from "./labels.ts";
import { type Noun, sendable } from "./nouns.ts";

interface PreviewProps {
  noun: Noun;
  typed: Edit;
  language: Language;
}

/** The card as a customer of the language sees it: with the Chinese texts where it has none of its own. */
export function Preview(props: PreviewProps) {
  const edit = () => sendable(props.noun, props.typed);
  const tag = () => REQUEST_TAGS[props.language];
  const text = (field: string): unknown => {
    const own = valueAt(edit(), `texts.${props.language}.${field}`);
    const isEmpty = own === "" || (Array.isArray(own) && own.length === 0);
    return isEmpty ? valueAt(edit(), `texts.zh.${field}`) : own;
  };
  const lines = () => (text("content") ?? text("features") ?? []) as string[];
  return (
    <div class="preview-card card" lang={tag()} data-testid={`preview-${props.language}`}>
      <Show when={text("label")}>
        {(label) => <span class="preview-badge">{String(label())}</span>}
      </Show>
      <p class="preview-head">
        <b>{titleOf(props.noun, edit(), text("name"), tag())}</b>{" "}
        <span class="muted small">{besideName(props.noun, edit(), text("unit"), tag())}</span>
      </p>
      <Show when={props.noun.name !== "products"}>
        <p class="preview-price">
          {mainPrice(edit(), tag())}{" "}
          <Show when={edit().originalPrice}>
            {(original) => <s class="muted small">{priceOf(original(), edit().currency, tag())}</s>}
          </Show>
        </p>
      </Show>
      <Show when={text("description")}>
        {(about) => <p class="muted small">{String(about())}</p>}
      </Show>
      <Show when={Number(edit().givePower) > 0}>
        <p class="small">
          {`+${counted(edit().givePower, tag())} ${t("console.catalog.field.givePower")}`}
        </p>
      </Show>
      <ul class="small muted">
        <For each={lines()}>
          {(line) => (
            <li>
              <Icon name="check" />
              {line}
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

const counted = (value: unknown, tag: string): string =>
  typeof value === "number" ? new Intl.NumberFormat(tag).format(value) : "—";

const inDays = (value: unknown, tag: string): string =>
  typeof value === "number"
    ? new Intl.NumberFormat(tag, { style: "unit", unit: "day", unitDisplay: "long" }).format(value)
    : "—";

const titleOf = (noun: Noun, edit: Edit, name: unknown, tag: string): string =>
  noun.name === "recharge-rules"
    ? `${counted(edit.power, tag)} ${t("console.catalog.field.power")}`
    : String(name || t("console.catalog.unnamed"));

function besideName(noun: Noun, edit: Edit, unit: unknown, tag: string): string {
  switch (noun.name) {
    case "packages":
      return inDays(edit.duration, tag);
    case "plans":
      return `${counted(valueAt(edit, "allowance.v2"), tag)} ${t("console.catalog.field.credits")}`;
    case "credit-packages":
      return `${counted(edit.credits, tag)} ${t("console.catalog.field.credits")}`;
    case "products":
      return String(unit ?? "");
    default:
      return "";
  }
}

/** That of the row, or of its first currency. */
function mainPrice(edit: Edit, tag: string): string {
  const [first] = (edit.prices ?? []) as Edit[];
  if (first) return priceOf(first.amount, first.currency, tag);
  return priceOf(edit.currentPrice ?? edit.sellPrice, edit.currency, tag);
}
