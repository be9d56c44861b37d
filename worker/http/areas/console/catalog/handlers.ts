import type { Context } from "hono";
import {
  type FieldFault,
  missingTexts,
  type Texts,
  type WithTexts,
} from "../../../../domain/catalog/edit/fields.ts";
import { type CatalogNoun, saysTheSame } from "../../../../domain/catalog/edit/noun.ts";
import { type CatalogKind, FIELD_RULES } from "../../../../domain/catalog/row.ts";
import { faultText } from "../../../../domain/fault.ts";
import { refreshCatalog } from "../../../../store/catalog.ts";
import {
  type CatalogItem,
  createItem,
  deleteDraft,
  editItem,
  orderItems,
  putOnSale,
  readItem,
  readItems,
  readOrder,
  setStock,
  takeOffSale,
  type Unwritten,
} from "../../../../store/catalog-editing.ts";
import { versionOf } from "../../../../store/content-version.ts";
import { refreshPlans } from "../../../../store/plans.ts";
import type { WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";

/** The longest that a change takes into the shop: of a location's copy of KV, and of what was read just before it. */
const LIVE_WITHIN_SECONDS = 60;

/** A noun whatever it is: its edits are judged by its schema before they come here. */
// biome-ignore lint/suspicious/noExplicitAny: each noun has an edit of its own, and these handlers look into none.
export type AnyNoun = CatalogNoun<any>;
type C = Context<WithOperator>;

export async function list(c: C, noun: AnyNoun): Promise<Response> {
  const { items, more } = await readItems(c.env.DB, noun.kind);
  const body = {
    items: items.map((item) => present(noun, item)),
    more,
    orderVersion: await versionOf(JSON.stringify(items.map(({ id }) => id))),
    liveWithinSeconds: LIVE_WITHIN_SECONDS,
  };
  return c.json(body, 200, NO_STORE);
}

export async function show(c: C, noun: AnyNoun, id: string): Promise<Response> {
  const item = await readItem(c.env.DB, noun.kind, id);
  return item ? answer(c, noun, item) : refuse(c, "CATALOG_ITEM_NOT_FOUND");
}

export async function create(c: C, noun: AnyNoun, id: string, wanted: unknown): Promise<Response> {
  const nowMs = Date.now();
  const faults = noun.faultsOf(wanted, { id, before: null, isDraft: true, nowMs });
  if (faults.length > 0) return refuse(c, "INVALID_REQUEST", faults);
  const by = c.get("customer").id;
  const done = await createItem(c.env.DB, noun.kind, { id, row: noun.rowOf(wanted), by, nowMs });
  const item = await readItem(c.env.DB, noun.kind, id);
  // The answer of the first time may have been lost.
  const isThere = item?.isDraft === true && saysTheSame(noun, item.row, wanted);
  if (done !== "done" && !(done === "taken" && isThere)) return unwritten(c, noun, done, item);
  if (!item) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  await refresh(c, noun.kind);
  c.set("audit", { after: present(noun, item) });
  return answer(c, noun, item, 201);
}

export async function edit(
  c: C,
  noun: AnyNoun,
  id: string,
  { version, ...wanted }: { version: string } & WithTexts,
): Promise<Response> {
  const nowMs = Date.now();
  const seen = await readItem(c.env.DB, noun.kind, id);
  if (!seen) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  const before = noun.editOf(seen.row);
  c.set("audit", { before: present(noun, seen) });
  // What is missing from a row at fault reads as nothing, and is to be written when nothing is wanted.
  if (seen.fault === null && saysTheSame(noun, seen.row, wanted)) return answer(c, noun, seen);
  if (seen.version !== version) return changed(c, noun, seen);
  const faults = [
    ...noun.faultsOf(wanted, { id, before, isDraft: seen.isDraft, nowMs }),
    ...(seen.enabled ? newlyMissing(noun, before.texts, wanted.texts) : []),
  ];
  if (faults.length > 0) return refuse(c, "INVALID_REQUEST", faults);
  const done = await editItem(c.env.DB, noun.kind, seen, { row: noun.rowOf(wanted), nowMs });
  return after(c, noun, id, done);
}

/** Names of languages that what is on sale had, and would lose. */
const newlyMissing = (noun: AnyNoun, before: Texts, wanted: Texts): FieldFault[] => {
  const had = new Set(neededTexts(noun, before).map(({ field }) => field));
  return neededTexts(noun, wanted).filter(({ field }) => !had.has(field));
};

const neededTexts = (noun: AnyNoun, texts: Texts): FieldFault[] =>
  missingTexts(noun.texts, texts)
    .filter(({ needed }) => needed)
    .map(({ language, field }) => ({
      field: `texts.${language}.${field}`,
      message: "needed while it is on sale",
    }));

export async function startSale(
  c: C,
  noun: AnyNoun,
  id: string,
  version: string,
): Promise<Response> {
  const seen = await readItem(c.env.DB, noun.kind, id);
  if (!seen) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  if (seen.version !== version) return changed(c, noun, seen);
  if (seen.enabled) return answer(c, noun, seen);
  c.set("audit", { before: present(noun, seen) });
  const faults = [...faultsOf(noun, seen), ...neededTexts(noun, noun.editOf(seen.row).texts)];
  if (faults.length > 0) return refuse(c, "CATALOG_NOT_READY", faults);
  return after(c, noun, id, await putOnSale(c.env.DB, noun.kind, seen, Date.now()));
}

export async function endSale(c: C, noun: AnyNoun, id: string): Promise<Response> {
  const seen = await readItem(c.env.DB, noun.kind, id);
  if (!seen) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  c.set("audit", { before: present(noun, seen) });
  await takeOffSale(c.env.DB, noun.kind, id, Date.now());
  return after(c, noun, id, "done");
}

export async function stock(
  c: C,
  noun: AnyNoun,
  id: string,
  { stock: wanted, seen }: { stock: number | null; seen: number | null },
): Promise<Response> {
  const nowMs = Date.now();
  const done = await setStock(c.env.DB, noun.kind, id, { seen, wanted, nowMs });
  const item = await readItem(c.env.DB, noun.kind, id);
  if (!item) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  if (done !== "done" && item.stock !== wanted) return changed(c, noun, item);
  c.set("audit", { before: { stock: seen }, after: { stock: wanted } });
  await refresh(c, noun.kind);
  return answer(c, noun, item);
}

export async function order(
  c: C,
  noun: AnyNoun,
  { ids, version }: { ids: string[]; version: string },
): Promise<Response> {
  const seen = await readOrder(c.env.DB, noun.kind);
  const named = new Set(ids);
  if (named.size < ids.length || ids.some((id) => !seen.includes(id)))
    return refuse(c, "INVALID_REQUEST", [{ field: "ids", message: "what there is, each once" }]);
  const wanted = [...ids, ...seen.filter((id) => !named.has(id))];
  const isSo = wanted.every((id, at) => id === seen[at]);
  const now = await versionOf(JSON.stringify(seen));
  const standing = { ids: seen, orderVersion: now };
  if (isSo) return c.json(standing, 200, NO_STORE);
  const isSeen = version === now;
  const done = isSeen ? await orderItems(c.env.DB, noun.kind, { seen, wanted }) : "changed";
  if (done !== "done") return refuse(c, "CATALOG_CHANGED", undefined, { current: standing });
  c.set("audit", { before: seen, after: wanted });
  await refresh(c, noun.kind);
  const orderVersion = await versionOf(JSON.stringify(wanted));
  return c.json({ ids: wanted, orderVersion }, 200, NO_STORE);
}

export async function remove(c: C, noun: AnyNoun, id: string): Promise<Response> {
  const seen = await readItem(c.env.DB, noun.kind, id);
  if (!seen) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  if ((await deleteDraft(c.env.DB, noun.kind, id)) === "in-use") return refuse(c, "CATALOG_IN_USE");
  c.set("audit", { before: present(noun, seen) });
  await refresh(c, noun.kind);
  return c.json({ id }, 200, NO_STORE);
}

async function after(c: C, noun: AnyNoun, id: string, done: "done" | Unwritten): Promise<Response> {
  const item = await readItem(c.env.DB, noun.kind, id);
  if (done !== "done") return unwritten(c, noun, done, item);
  if (!item) return refuse(c, "CATALOG_ITEM_NOT_FOUND");
  c.set("audit", { ...c.get("audit"), after: present(noun, item) });
  await refresh(c, noun.kind);
  return answer(c, noun, item);
}

function unwritten(
  c: C,
  noun: AnyNoun,
  why: "done" | Unwritten,
  item: CatalogItem | null,
): Response {
  switch (why) {
    case "taken":
      return refuse(c, "CATALOG_ID_TAKEN");
    case "rank":
      return refuse(c, "INVALID_REQUEST", [
        { field: "rank", message: FIELD_RULES.subscription.rank },
      ]);
    case "in-use":
      return refuse(c, "CATALOG_IN_USE");
    case "reference":
      if (!item && noun.kind !== "subscription") return refuse(c, "CATALOG_ITEM_NOT_FOUND");
      return refuse(c, "INVALID_REQUEST", [
        { field: "quotas", message: "each of a product that there is" },
      ]);
    default:
      return item ? changed(c, noun, item) : refuse(c, "CATALOG_ITEM_NOT_FOUND");
  }
}

const changed = (c: C, noun: AnyNoun, item: CatalogItem): Response =>
  refuse(c, "CATALOG_CHANGED", undefined, { current: present(noun, item) });

const answer = (c: C, noun: AnyNoun, item: CatalogItem, status: 200 | 201 = 200): Response =>
  c.json(present(noun, item), status, NO_STORE);

const stateOf = ({ enabled, isDraft }: CatalogItem) =>
  enabled ? "on-sale" : isDraft ? "draft" : "off-sale";

const present = (noun: AnyNoun, item: CatalogItem) => {
  const edited = noun.editOf(item.row);
  return {
    id: item.id,
    version: item.version,
    state: stateOf(item),
    stock: item.stock,
    sold: item.sold,
    missing: missingTexts(noun.texts, edited.texts),
    faults: faultsOf(noun, item),
    updatedAt: iso(item.updatedAtMs),
    ...edited,
  };
};

const faultsOf = ({ kind }: AnyNoun, { fault }: CatalogItem): FieldFault[] => {
  const rules: Record<string, string> = FIELD_RULES[kind];
  return fault === null ? [] : [{ field: fault, message: rules[fault] ?? "" }];
};

/** Without it the change is in the shop when what is cached ends by itself. */
async function refresh(c: C, kind: CatalogKind): Promise<void> {
  try {
    if (kind === "coze" || kind === "recharge") await refreshCatalog(c.env, Date.now());
    else await refreshPlans(c.env, Date.now());
  } catch (error) {
    console.error("the cached catalog was not renewed", { error: faultText(error) });
  }
}
