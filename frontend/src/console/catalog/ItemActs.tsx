import { createSignal, createUniqueId, Show } from "solid-js";
import type { Answer } from "../../shared/api/answer.ts";
import { whole } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import type { Conflict } from "../api/write.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import type { Fact } from "../parts/Facts.tsx";
import { type CatalogItem, putOnSale, remove, setStock, takeOffSale } from "./api.ts";
import { valueAt } from "./edit.ts";
import { nameOfField, nameOfPath, priceOf } from "./labels.ts";
import type { Noun } from "./nouns.ts";

interface ItemActsProps {
  noun: Noun;
  item: CatalogItem;
  /** What was typed and not saved would not be what goes on sale. */
  isChanged: boolean;
  onChanged: (item: CatalogItem) => void;
  onRemoved: () => void;
}

/** What is done to a row beside editing it; each asks again. */
export function ItemActs(props: ItemActsProps) {
  const [asking, setAsking] = createSignal<"on-sale" | "off-sale" | "remove" | "stock">();
  const close = () => setAsking(undefined);
  const facts = (): Fact[] => factsOf(props.noun, props.item);
  const took = async (answer: Promise<Answer<CatalogItem>>) => {
    const told = await answer;
    if (told.ok) props.onChanged(told.value);
    return told;
  };
  return (
    <>
      <Show when={props.noun.has.stock}>
        <Button onClick={() => setAsking("stock")}>{t("console.catalog.stock.open")}</Button>
      </Show>
      <Show when={props.item.state === "draft"}>
        <Button onClick={() => setAsking("remove")}>{t("console.catalog.remove.open")}</Button>
      </Show>
      <Show
        when={props.item.state === "on-sale"}
        fallback={
          <Button
            look="primary"
            disabled={props.isChanged}
            title={props.isChanged ? t("console.catalog.saveFirst") : undefined}
            onClick={() => setAsking("on-sale")}
          >
            {t("console.catalog.onSale.open")}
          </Button>
        }
      >
        <Button onClick={() => setAsking("off-sale")}>{t("console.catalog.offSale.open")}</Button>
      </Show>
      <ActDialog
        open={asking() === "on-sale"}
        title={t("console.catalog.onSale.title")}
        desc={t("console.catalog.onSale.desc")}
        facts={facts()}
        act={t("console.catalog.onSale.act")}
        onAct={async () => explained(await took(putOnSale(props.noun.name, props.item)))}
        done={t("console.catalog.onSale.done")}
        onDone={() => undefined}
        onClose={close}
      />
      <ActDialog
        open={asking() === "off-sale"}
        title={t("console.catalog.offSale.title")}
        desc={t("console.catalog.offSale.desc")}
        facts={facts()}
        act={t("console.catalog.offSale.act")}
        danger
        onAct={() => took(takeOffSale(props.noun.name, props.item.id))}
        done={t("console.catalog.offSale.done")}
        onDone={() => undefined}
        onClose={close}
      />
      <RemoveDialog {...props} open={asking() === "remove"} onClose={close} />
      <Show when={asking() === "stock"}>
        <StockDialog {...props} onClose={close} />
      </Show>
    </>
  );
}

const RemoveDialog = (props: ItemActsProps & { open: boolean; onClose: () => void }) => (
  <ActDialog
    open={props.open}
    title={t("console.catalog.remove.title")}
    desc={t("console.catalog.remove.desc")}
    facts={factsOf(props.noun, props.item)}
    act={t("console.catalog.remove.act")}
    danger
    onAct={() => remove(props.noun.name, props.item.id)}
    done={t("console.catalog.remove.done")}
    onDone={props.onRemoved}
    onClose={props.onClose}
  />
);

/** Which texts are missing stands in the refusal's fields. */
const explained = (answer: Answer<CatalogItem>): Answer<CatalogItem> =>
  answer.ok || answer.errors.length === 0
    ? answer
    : {
        ...answer,
        title: `${answer.title} ${answer.errors.map(({ field }) => nameOfPath(field)).join(" · ")}`,
      };

const factsOf = (noun: Noun, item: CatalogItem): Fact[] => [
  { name: nameOfField("id"), value: <b class="number">{item.id}</b> },
  { name: nameOfField("name"), value: String(valueAt(item, "texts.zh.name") ?? item.id) },
  ...(noun.name === "products" ? [] : [{ name: nameOfField("price"), value: pricesOf(item) }]),
];

/** All that is asked for it, by currency. */
export const pricesOf = (item: CatalogItem): string =>
  Array.isArray(item.prices)
    ? item.prices.map(({ amount, currency }) => priceOf(amount, currency)).join(" · ") || "—"
    : priceOf(item.currentPrice ?? item.sellPrice, item.currency);

/** Units left as they were seen: when some are sold meanwhile, the dialog says so and goes by the new number. */
function StockDialog(props: ItemActsProps & { onClose: () => void }) {
  const [left, setLeft] = createSignal(props.item.stock);
  const [typed, setTyped] = createSignal(String(props.item.stock ?? ""));
  const id = createUniqueId();
  const wanted = () => (typed().trim() === "" ? null : Number(typed()));
  const act = async () => {
    const answer = await setStock(props.noun.name, props.item.id, wanted(), left());
    if (answer.ok) props.onChanged(answer.value);
    else {
      const current = (answer as Conflict).current as CatalogItem | undefined;
      if (current) {
        setLeft(current.stock);
        props.onChanged(current);
      }
    }
    return answer;
  };
  const words = () => {
    const units = left();
    return units === null ? t("console.catalog.stock.unlimited") : whole(units);
  };
  return (
    <ActDialog
      open
      title={t("console.catalog.stock.title")}
      desc={t("console.catalog.stock.desc")}
      facts={[{ name: t("console.catalog.stock.left"), value: <b>{words()}</b> }]}
      act={t("console.catalog.stock.act")}
      isReady={/^\s*\d{0,9}\s*$/.test(typed())}
      onAct={act}
      done={t("console.catalog.stock.done")}
      onDone={() => undefined}
      onClose={props.onClose}
    >
      <div class="filter wide">
        <label for={id}>{t("console.catalog.stock.wanted")}</label>
        <input
          id={id}
          class="day"
          inputmode="numeric"
          autocomplete="off"
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
    </ActDialog>
  );
}
