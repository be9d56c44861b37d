import { createUniqueId, For, type JSX, Match, Show, Switch } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { named, t, textOf } from "../i18n.ts";
import type { Editor } from "./createEditor.ts";
import { nameOfField } from "./labels.ts";
import type { Field, TextKind } from "./nouns.ts";
import { PricesField, ProductPricesField, QuotasField } from "./RowFields.tsx";

const CURRENCIES = ["CNY", "USD", "JPY"] as const;

/** A field under its name, with its rule below: red where it was broken. */
export function FieldView(props: { of: Editor; field: Field }) {
  const value = () => props.of.value(props.field.path);
  const change = (next: unknown) => props.of.change(props.field.path, next);
  const isWrong = () => props.of.isWrong(props.field.path);
  const note = () => ruleOf(props.field);
  const rows = () => ({ of: props.of, path: props.field.path, note: note() });
  return (
    <Switch
      fallback={
        <Labelled label={nameOfField(props.field.path)} note={note()} wrong={isWrong()}>
          {(own) => (
            <Input {...own} field={props.field} value={String(value() ?? "")} onInput={change} />
          )}
        </Labelled>
      }
    >
      <Match when={props.field.as === "prices"}>
        <PricesField {...rows()} />
      </Match>
      <Match when={props.field.as === "quotas"}>
        <QuotasField {...rows()} />
      </Match>
      <Match when={props.field.as === "product-prices"}>
        <ProductPricesField {...rows()} />
      </Match>
      <Match when={props.field.as === "flag"}>
        <label class="editor-flag">
          <input
            type="checkbox"
            checked={value() === true}
            onChange={(event) => change(event.currentTarget.checked)}
          />
          {nameOfField(props.field.path)}
        </label>
      </Match>
      <Match when={choicesOf(props.field)}>
        {(choices) => (
          <Labelled label={nameOfField(props.field.path)} note={note()} wrong={isWrong()}>
            {(own) => (
              <Choose
                {...own}
                value={String(value() ?? "")}
                choices={choices()}
                onChoose={change}
              />
            )}
          </Labelled>
        )}
      </Match>
    </Switch>
  );
}

interface Choice {
  value: string | null;
  text: string;
}

function choicesOf(field: Field): Choice[] | undefined {
  if (field.as === "currency") return CURRENCIES.map((value) => ({ value, text: value }));
  if (field.as !== "choice") return undefined;
  const choices: Choice[] = field.options.map((value) => ({
    value,
    text: named(`console.catalog.choice.${field.path}.${value}`),
  }));
  const none = { value: null, text: named(`console.catalog.choice.${field.path}.none`) };
  return field.optional ? [none, ...choices] : choices;
}

function ruleOf(field: Field): string {
  const key = field.as === "product-prices" ? "productPrices" : field.path;
  const own = textOf(`console.catalog.hint.${key}`);
  if (field.as === "whole") {
    const { min, max } = field.rule;
    const bounds = t("console.catalog.rule.whole", { min: whole(min), max: whole(max) });
    return own ? `${bounds} · ${own}` : bounds;
  }
  if (field.as === "price")
    return (
      own ?? t(field.optional ? "console.catalog.rule.maybePrice" : "console.catalog.rule.price")
    );
  return own ?? "";
}

interface TextFieldProps {
  of: Editor;
  path: string;
  label: string;
  kind: TextKind;
  lang: string;
}

/** One text in one language. */
export function TextField(props: TextFieldProps) {
  const text = () => props.of.value(props.path);
  return (
    <Labelled
      label={props.label}
      note={t(`console.catalog.rule.${props.kind}`)}
      wrong={props.of.isWrong(props.path)}
    >
      {(own) => (
        <Show
          when={props.kind === "lines" || props.kind === "description"}
          fallback={
            <input
              {...own}
              class="day"
              lang={props.lang}
              value={String(text() ?? "")}
              maxLength={100}
              autocomplete="off"
              onInput={(event) => props.of.change(props.path, event.currentTarget.value)}
            />
          }
        >
          <textarea
            {...own}
            class="day"
            lang={props.lang}
            rows={props.kind === "lines" ? 4 : 2}
            value={props.kind === "lines" ? (text() as string[]).join("\n") : String(text() ?? "")}
            onInput={({ currentTarget: { value } }) =>
              props.of.change(props.path, props.kind === "lines" ? value.split("\n") : value)
            }
          />
        </Show>
      )}
    </Labelled>
  );
}

export interface Own {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

interface LabelledProps {
  label: string;
  note?: string;
  wrong?: boolean;
  children: (own: Own) => JSX.Element;
}

export function Labelled(props: LabelledProps) {
  const [id, note] = [createUniqueId(), createUniqueId()];
  const own: Own = {
    id,
    get "aria-invalid"() {
      return props.wrong === true;
    },
    "aria-describedby": note,
  };
  return (
    <div class="editor-field">
      <label for={id}>{props.label}</label>
      {props.children(own)}
      <p id={note} class="small editor-note" classList={{ wrong: props.wrong === true }}>
        <Show when={props.wrong}>
          <Icon name="alert" />
          <span class="visually-hidden">{t("console.catalog.wrong")}</span>
        </Show>
        {props.note}
      </p>
    </div>
  );
}

interface InputProps extends Own {
  field?: Field;
  value: string;
  onInput: (value: string) => void;
}

const Input = (props: InputProps) => (
  <input
    id={props.id}
    class="day"
    aria-invalid={props["aria-invalid"]}
    aria-describedby={props["aria-describedby"]}
    inputmode={
      props.field?.as === "whole" ? "numeric" : props.field?.as === "price" ? "decimal" : "text"
    }
    autocomplete="off"
    spellcheck={false}
    value={props.value}
    onInput={(event) => props.onInput(event.currentTarget.value)}
  />
);

interface ChooseProps extends Own {
  value: string;
  choices: Choice[];
  onChoose: (value: string | null) => void;
}

function Choose(props: ChooseProps) {
  return (
    <span class="select">
      <select
        id={props.id}
        aria-invalid={props["aria-invalid"]}
        aria-describedby={props["aria-describedby"]}
        onChange={(event) => props.onChoose(event.currentTarget.value || null)}
      >
        <For each={props.choices}>
          {(choice) => (
            <option value={choice.value ?? ""} selected={(choice.value ?? "") === props.value}>
              {choice.text}
            </option>
          )}
        </For>
      </select>
      <Icon name="chevron" />
    </span>
  );
}
