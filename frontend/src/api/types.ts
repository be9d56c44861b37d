import type { CozeCenter } from "../../../worker/http/schemas.ts";

/** The API's shapes, types only: nothing of the Worker is bundled. */
export type {
  CozeCenter,
  CozePackage,
  Me,
  OrderCreated,
  OrderDetail,
  OrderFrom,
  OrderListItem,
  OrderPage,
  OrderStatus,
  PayResult,
  PayWay,
  Prepaid,
  Problem,
} from "../../../worker/http/schemas.ts";

export type CozeUser = NonNullable<CozeCenter["user"]>;
