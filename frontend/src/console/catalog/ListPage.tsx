import { A } from "@solidjs/router";
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import { failureText, showToast } from "../../shared/primitives/toasts.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";
import { type CatalogItem, readList, reorder } from "./api.ts";
import { valueAt } from "./edit.ts";
import { pricesOf } from "./ItemActs.tsx";
import { nameOfField } from "./labels.ts";
import type { Noun } from "./nouns.ts";

/** All rows of a noun, on sale or not, in the order of the shop, which is changed here by pointer or keys. */
export function ListPage(props: { noun: Noun }) {
  const { noun } = props;
  const { can } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readList(noun.name),
  );
  const order = createOrder(noun, () => remote.value?.items ?? [], reload);
  createEffect(
    on(
      () => remote.value?.orderVersion,
      (version) => version && order.see(version),
    ),
  );
  const mayOrder = () => noun.has.order && can("catalog");
  return (
    <>
      <Head title={t(`console.${noun.name}.title`)} lead={t(`console.${noun.name}.lead`)}>
        <Show when={can("catalog")}>
          <A class="button primary" href={`/${noun.path}/+new`}>
            {t(`console.${noun.name}.new`)}
          </A>
        </Show>
      </Head>
      <Loaded remote={remote} onRetry={() => void reload()}>
        {(list) => (
          <Show
            when={list().items.length > 0}
            fallback={
              <Notice
                icon="box"
                title={t("console.catalog.empty")}
                desc={t("console.catalog.emptyDesc")}
              />
            }
          >
            <Table noun={noun} items={order.items()} order={mayOrder() ? order : null} />
            <p class="small muted list-foot">
              {t("console.catalog.live", { seconds: list().liveWithinSeconds })}
              {list().more ? ` ${t("console.more")}` : ""}
            </p>
          </Show>
        )}
      </Loaded>
    </>
  );
}

/** The order as it is dragged, saved with each move; when somebody else changed it, it is read again. */
function createOrder(noun: Noun, read: () => CatalogItem[], reload: () => Promise<void>) {
  const [ids, setIds] = createSignal<string[]>();
  const [dragged, drag] = createSignal<string>();
  let version = "";
  /** One after the other: each goes by the version that the one before it made. */
  let last: Promise<void> = Promise.resolve();
  const items = () => {
    const byId = new Map(read().map((item) => [item.id, item]));
    const wanted = ids();
    return wanted ? wanted.flatMap((id) => byId.get(id) ?? []) : read();
  };
  const save = async (wanted: string[]) => {
    const answer = await reorder(noun.name, { ids: wanted, version });
    if (answer.ok) {
      version = answer.value.orderVersion;
      return;
    }
    showToast("error", failureText(answer));
    setIds(undefined);
    await reload();
  };
  const move = (id: string, to: number) => {
    const now = items().map((item) => item.id);
    if (to < 0 || to >= now.length || now[to] === id) return;
    const wanted = now.filter((one) => one !== id);
    wanted.splice(to, 0, id);
    setIds(wanted);
    last = last.then(() => save(wanted));
  };
  return {
    ...{ items, move, dragged, drag },
    see: (seen: string) => {
      version = seen;
      setIds(undefined);
    },
  };
}

type Order = ReturnType<typeof createOrder>;

interface TableProps {
  noun: Noun;
  items: CatalogItem[];
  /** Null where the order is not changed here. */
  order: Order | null;
}

interface Column {
  head: string;
  cell: (item: CatalogItem) => JSX.Element;
}

function columnsOf(noun: Noun): Column[] {
  const price: Column = { head: nameOfField("price"), cell: pricesOf };
  const stock: Column = { head: t("console.catalog.stock.left"), cell: stockOf };
  const sold: Column = { head: t("console.catalog.sold"), cell: (item) => whole(item.sold) };
  return [
    {
      head: nameOfField("name"),
      cell: (item) => (
        <A href={`/${noun.path}/${encodeURIComponent(item.id)}`}>
          <b>{titleOf(noun, item)}</b> <span class="muted small number">{item.id}</span>
        </A>
      ),
    },
    {
      head: t("console.column.state"),
      cell: ({ state }) => <Tag code={state} text={t(`console.catalog.state.${state}`)} />,
    },
    ...(noun.name === "products" ? [] : [price]),
    ...(noun.has.stock ? [stock] : []),
    ...(noun.has.sold ? [sold] : []),
    { head: t("console.catalog.findings"), cell: findingsOf },
  ];
}

function Table(props: TableProps) {
  const columns = createMemo(() => columnsOf(props.noun));
  return (
    <div class="table-place">
      <table class="data">
        <caption class="visually-hidden">{t(`console.${props.noun.name}.title`)}</caption>
        <thead>
          <tr>
            <Show when={props.order}>
              <th scope="col">{t("console.catalog.order.head")}</th>
            </Show>
            <For each={columns()}>{({ head }) => <th scope="col">{head}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={props.items}>
            {(item, at) => <Row {...props} item={item} at={at()} columns={columns()} />}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function Row(props: TableProps & { item: CatalogItem; at: number; columns: Column[] }) {
  const [isOver, setOver] = createSignal(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dragged = props.order?.dragged();
    if (dragged) props.order?.move(dragged, props.at);
  };
  return (
    <tr
      classList={{ over: isOver() }}
      onDragOver={(event) => {
        if (!props.order?.dragged()) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Show when={props.order}>
        {(order) => (
          <td>
            <span class="cell-head">{t("console.catalog.order.head")}</span>
            <div class="cell">
              <Mover
                order={order()}
                item={props.item}
                at={props.at}
                last={props.items.length - 1}
              />
            </div>
          </td>
        )}
      </Show>
      <For each={props.columns}>
        {({ head, cell }) => (
          <td>
            <span class="cell-head">{head}</span>
            <div class="cell">{cell(props.item)}</div>
          </td>
        )}
      </For>
    </tr>
  );
}

function Mover(props: { order: Order; item: CatalogItem; at: number; last: number }) {
  const step = (key: "up" | "down", by: number) => (
    <button
      type="button"
      class="icon-button small"
      aria-label={`${t(`console.catalog.order.${key}`)}: ${props.item.id}`}
      aria-disabled={props.at + by < 0 || props.at + by > props.last}
      onClick={({ currentTarget: button }) => {
        props.order.move(props.item.id, props.at + by);
        // A row that is put elsewhere loses the focus, and the next press would do nothing.
        queueMicrotask(() => button.focus());
      }}
    >
      <Icon name="chevron" class={key === "up" ? "mover-up" : ""} />
    </button>
  );
  return (
    <span class="mover">
      <span
        class="mover-grip"
        draggable="true"
        aria-hidden="true"
        title={t("console.catalog.order.drag")}
        onDragStart={(event) => {
          event.dataTransfer?.setData("text/plain", props.item.id);
          props.order.drag(props.item.id);
        }}
        onDragEnd={() => props.order.drag(undefined)}
      >
        <Icon name="menu" />
      </span>
      {step("up", -1)}
      {step("down", 1)}
    </span>
  );
}

const titleOf = (noun: Noun, item: CatalogItem): string =>
  noun.name === "recharge-rules"
    ? `${whole(Number(item.power))} + ${whole(Number(item.givePower))} ${nameOfField("power")}`
    : String(valueAt(item, "texts.zh.name"));

const stockOf = ({ stock }: CatalogItem): string =>
  stock === null ? t("console.catalog.stock.unlimited") : whole(stock);

function findingsOf(item: CatalogItem): string {
  const languages = [...new Set(item.missing.map(({ language }) => language))];
  const missing = languages.map((language) => t(`console.catalog.language.${language}`));
  return [
    ...(item.faults.length > 0 ? [t("console.catalog.atFaultShort")] : []),
    ...(missing.length > 0
      ? [t("console.catalog.missingShort", { languages: missing.join(", ") })]
      : []),
  ].join(" · ");
}
