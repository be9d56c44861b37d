import type { InferOutput } from "valibot";
import type {
  CatalogOrdered,
  ConsolePackage,
} from "../../../../worker/http/areas/console/catalog/schemas.ts";
import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import { write } from "../api/write.ts";
import type { Edit } from "./edit.ts";
import type { NounName } from "./nouns.ts";

/** What every noun's rows have beside what is edited of them. */
export type CatalogItem = Pick<
  ConsolePackage,
  "id" | "version" | "state" | "stock" | "sold" | "missing" | "faults" | "updatedAt"
> &
  Edit;

export interface CatalogList {
  items: CatalogItem[];
  more: boolean;
  orderVersion: string;
  liveWithinSeconds: number;
}

const addressOf = (noun: NounName, id?: string, act?: string): string =>
  ["/api/console", noun, id && encodeURIComponent(id), act].filter(Boolean).join("/");

type Told = Promise<Answer<CatalogItem>>;

export const readList = (noun: NounName) => get<CatalogList>(addressOf(noun));
export const readOne = (noun: NounName, id: string): Told => get(addressOf(noun, id));

export const create = (noun: NounName, body: Edit): Told =>
  write({ method: "POST", path: addressOf(noun), body });

export const save = (noun: NounName, id: string, body: Edit): Told =>
  write({ method: "PUT", path: addressOf(noun, id), body });

export const putOnSale = (noun: NounName, { id, version }: CatalogItem): Told =>
  write({ method: "POST", path: addressOf(noun, id, "on-sale"), body: { version } });

export const takeOffSale = (noun: NounName, id: string): Told =>
  write({ method: "POST", path: addressOf(noun, id, "off-sale") });

export const setStock = (noun: NounName, id: string, stock: number | null, seen: number | null) =>
  write<CatalogItem>({
    method: "POST",
    path: addressOf(noun, id, "stock"),
    body: { stock, seen },
  });

export const remove = (noun: NounName, id: string): Promise<Answer<{ id: string }>> =>
  write({ method: "DELETE", path: addressOf(noun, id) });

export const reorder = (
  noun: NounName,
  body: { ids: string[]; version: string },
): Promise<Answer<InferOutput<typeof CatalogOrdered>>> =>
  write({ method: "POST", path: addressOf(noun, undefined, "order"), body });
