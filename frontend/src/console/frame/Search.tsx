import { Search as Combobox } from "@kobalte/core/search";
import { useNavigate } from "@solidjs/router";
import { type ComponentProps, createSignal, For, onCleanup, onMount } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import { showFailure } from "../../shared/primitives/toasts.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { addressOfCustomer, addressOfOrder } from "../addresses.ts";
import { search } from "../api/client.ts";
import type { Found as Answered } from "../api/types.ts";
import { t } from "../i18n.ts";
import { orderStatus } from "../words.ts";
import { type LeftOut, leftOutTexts, NOTHING_LEFT_OUT } from "./leftOut.ts";

interface Found {
  address: string;
  kind: "order" | "customer";
  title: string;
  detail: string;
}

const TYPED_PAUSE_MS = 250;
const TYPED_MIN = 2;

/** From every page, by `/` or Ctrl-K: an order by any of its numbers, a customer by id, name or e-mail. */
export function Search() {
  const navigate = useNavigate();
  const { found, leftOut, ask, forget } = createSearch();
  let input!: HTMLInputElement;
  listenForCall(() => {
    input.focus();
    input.select();
  });

  const follow = (chosen: Found | null) => {
    if (!chosen) return;
    navigate(chosen.address);
    input.value = "";
    forget();
    input.blur();
  };

  /** What alone was found needs no choosing. */
  const followOnly = (event: KeyboardEvent) => {
    const [only, ...others] = found();
    if (event.key === "Enter" && only && others.length === 0) follow(only);
  };

  return (
    <Combobox<Found>
      class="console-search"
      triggerMode="input"
      options={found()}
      optionValue="address"
      optionTextValue="title"
      optionLabel="title"
      debounceOptionsMillisecond={TYPED_PAUSE_MS}
      onInputChange={(text) => void ask(text)}
      onChange={follow}
      translations={announcements(() => leftOutTexts(leftOut()))}
      itemComponent={(item) => <FoundItem node={item.item} />}
    >
      <Combobox.Control class="search-control" aria-label={t("console.search.label")}>
        <Lens />
        <Combobox.Input
          ref={input}
          class="search-input"
          onKeyDown={followOnly}
          placeholder={t("console.search.placeholder")}
          aria-label={t("console.search.label")}
        />
        <span class="search-key" aria-hidden="true">
          /
        </span>
      </Combobox.Control>
      <Combobox.Portal>
        <Combobox.Content class="search-list">
          <Combobox.Listbox class="search-listbox" />
          <Combobox.NoResult class="search-none muted">
            {t("console.search.none")}
          </Combobox.NoResult>
          <For each={leftOutTexts(leftOut())}>
            {(text) => <p class="search-more muted small">{text}</p>}
          </For>
        </Combobox.Content>
      </Combobox.Portal>
    </Combobox>
  );
}

/** What is found for what is typed; an answer that a later question has overtaken is dropped. */
function createSearch() {
  const [found, setFound] = createSignal<Found[]>([]);
  const [leftOut, setLeftOut] = createSignal<LeftOut>(NOTHING_LEFT_OUT);
  let asked = 0;

  const forget = () => {
    setLeftOut(NOTHING_LEFT_OUT);
    setFound([]);
  };

  const ask = async (text: string) => {
    const mine = ++asked;
    const typed = text.trim();
    if (typed.length < TYPED_MIN) return forget();
    const answer = await search(typed);
    if (mine !== asked) return;
    if (!answer.ok) return showFailure(answer);
    setLeftOut(answer.value);
    setFound(foundIn(answer.value));
  };

  return { found, leftOut, ask, forget };
}

const foundIn = (answer: Answered): Found[] => [
  ...answer.orders.map((order) => ({
    address: addressOfOrder(order.orderNo),
    kind: "order" as const,
    title: order.orderNo,
    detail: `${order.customerName || order.customerId} · ${order.itemName} · ${orderStatus(order.orderStatus)}`,
  })),
  ...answer.customers.map((customer) => ({
    address: addressOfCustomer(customer.id),
    kind: "customer" as const,
    title: customer.name || customer.id,
    detail: [customer.email, customer.id].filter(Boolean).join(" · "),
  })),
];

function listenForCall(onCall: () => void) {
  onMount(() => {
    const listen = (event: KeyboardEvent) => {
      if (!isCall(event)) return;
      event.preventDefault();
      onCall();
    };
    document.addEventListener("keydown", listen);
    onCleanup(() => document.removeEventListener("keydown", listen));
  });
}

function FoundItem(props: { node: ComponentProps<typeof Combobox.Item>["item"] }) {
  const found = () => props.node.rawValue as Found;
  return (
    <Combobox.Item item={props.node} class="search-item">
      <Icon name={found().kind === "order" ? "receipt" : "user"} />
      <span>
        <Combobox.ItemLabel>{found().title}</Combobox.ItemLabel>
        <Combobox.ItemDescription class="muted small">{found().detail}</Combobox.ItemDescription>
      </span>
    </Combobox.Item>
  );
}

const Lens = () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.4 15.4l4.6 4.6" />
  </svg>
);

/** What a screen reader is told while the list changes. */
const announcements = (leftOut: () => string[]) => ({
  // Its type knows no more than Kobalte's own English words.
  countAnnouncement: (count: number) =>
    [t("console.search.count", { count: whole(count) }), ...leftOut()].join(" ") as never,
  focusAnnouncement: (option: string) => option,
  selectedAnnouncement: (option: string) => option,
  triggerLabel: t("console.search.label"),
  listboxLabel: t("console.search.label"),
});

/** `/` where nothing is being typed, Ctrl-K or ⌘K anywhere. */
function isCall(event: KeyboardEvent): boolean {
  if (document.querySelector("[role=dialog]")) return false; // The page below an open dialog is inert.
  if (event.key.toLowerCase() === "k") return event.ctrlKey || event.metaKey;
  const target = event.target as HTMLElement;
  const isTyping = target.closest("input, textarea, select, [contenteditable]") !== null;
  return event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
}
