import { createUniqueId, Index, type JSX } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import type { Editor } from "./createEditor.ts";
import type { Edit } from "./edit.ts";
import { nameOfField } from "./labels.ts";

interface RowsProps {
  of: Editor;
  path: string;
  note: string;
}

interface RowListProps extends RowsProps {
  start: Edit;
  /** The fields of one row; `set` changes one of them. */
  row: (row: () => Edit, at: number, set: (changes: Edit) => void) => JSX.Element;
}

/** A field of several rows: prices, quotas. */
function RowList(props: RowListProps) {
  const rows = () => props.of.value(props.path) as Edit[];
  const change = (next: Edit[]) => props.of.change(props.path, next);
  return (
    <fieldset class="editor-rows">
      <legend>{nameOfField(props.path)}</legend>
      <Index each={rows()}>
        {(row, at) => (
          <div class="editor-row" classList={{ wrong: props.of.isWrong(`${props.path}.${at}`) }}>
            {props.row(row, at, (changes) =>
              change(rows().map((one, index) => (index === at ? { ...one, ...changes } : one))),
            )}
            <Button
              aria-label={`${t("console.catalog.removeRow")} ${at + 1}`}
              onClick={() => change(rows().filter((_, index) => index !== at))}
            >
              <Icon name="close" />
            </Button>
          </div>
        )}
      </Index>
      <p class="small editor-note" classList={{ wrong: props.of.isWrong(props.path) }}>
        {props.note}
      </p>
      <Button onClick={() => change([...rows(), props.start])}>
        {t("console.catalog.addRow")}
      </Button>
    </fieldset>
  );
}

interface CellProps {
  label: string;
  value: unknown;
  onInput: (value: string) => void;
  mode?: "numeric" | "decimal" | "text";
  type?: "text" | "datetime-local";
}

function Cell(props: CellProps) {
  const id = createUniqueId();
  return (
    <div class="editor-cell">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="day"
        type={props.type ?? "text"}
        inputmode={props.mode ?? "text"}
        autocomplete="off"
        value={String(props.value ?? "")}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}

interface PickProps {
  label: string;
  value: unknown;
  options: { value: string; text: string }[];
  onChoose: (value: string) => void;
}

function Pick(props: PickProps) {
  const id = createUniqueId();
  return (
    <div class="editor-cell">
      <label for={id}>{props.label}</label>
      <span class="select">
        <select id={id} onChange={(event) => props.onChoose(event.currentTarget.value)}>
          <Index each={props.options}>
            {(option) => (
              <option value={option().value} selected={option().value === props.value}>
                {option().text}
              </option>
            )}
          </Index>
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  );
}

const same = (value: string) => ({ value, text: value });

export const PricesField = (props: RowsProps) => (
  <RowList
    {...props}
    start={{ currency: "USD", amount: "" }}
    row={(row, _, set) => (
      <>
        <Pick
          label={nameOfField("currency")}
          value={row().currency}
          options={["CNY", "USD", "JPY"].map(same)}
          onChoose={(currency) => set({ currency })}
        />
        <Cell
          label={nameOfField("amount")}
          mode="decimal"
          value={row().amount}
          onInput={(amount) => set({ amount })}
        />
      </>
    )}
  />
);

export const QuotasField = (props: RowsProps) => (
  <RowList
    {...props}
    start={{ product: "", limit: 0, mode: "soft" }}
    row={(row, _, set) => (
      <>
        <Cell
          label={nameOfField("product")}
          value={row().product}
          onInput={(product) => set({ product })}
        />
        <Cell
          label={nameOfField("limit")}
          mode="numeric"
          value={row().limit}
          onInput={(limit) => set({ limit })}
        />
        <Pick
          label={nameOfField("mode")}
          value={row().mode}
          options={(["soft", "hard"] as const).map((value) => ({
            value,
            text: t(`console.catalog.choice.mode.${value}`),
          }))}
          onChoose={(mode) => set({ mode })}
        />
      </>
    )}
  />
);

const POOLS = ["", "input", "cachedInput", "cacheWrite", "output"];

export const ProductPricesField = (props: RowsProps) => (
  <RowList
    {...props}
    start={{ model: "", pool: "", amount: 1, per: 1, from: tomorrow() }}
    row={(row, _, set) => (
      <>
        <Cell
          label={nameOfField("amount")}
          mode="numeric"
          value={row().amount}
          onInput={(amount) => set({ amount })}
        />
        <Cell
          label={nameOfField("per")}
          mode="numeric"
          value={row().per}
          onInput={(per) => set({ per })}
        />
        <Cell
          label={nameOfField("from")}
          type="datetime-local"
          value={localOf(String(row().from))}
          onInput={(local) => local && set({ from: new Date(local).toISOString() })}
        />
        <Cell
          label={nameOfField("model")}
          value={row().model}
          onInput={(model) => set({ model })}
        />
        <Pick
          label={nameOfField("pool")}
          value={row().pool}
          options={POOLS.map((value) => ({ value, text: value || t("console.catalog.allPools") }))}
          onChoose={(pool) => set({ pool })}
        />
      </>
    )}
  />
);

const DAY_MS = 86_400_000;
const tomorrow = (): string => new Date(Date.now() + DAY_MS).toISOString();

/** As the browser's own field has it: the reader's clock, to the minute. */
function localOf(iso: string): string {
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return Number.isFinite(local.getTime()) ? local.toISOString().slice(0, 16) : "";
}
