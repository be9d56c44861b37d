import { Hono } from "hono";

/** As long as the centre's answer with the demo catalog. */
const TWO_KILOBYTES = JSON.stringify({ text: "套餐 package ".repeat(128) });

/** What every row is compared with: the least that Hono can do, as a Worker of its own beside the product. */
export default new Hono()
  .get("/", (c) => c.text(""))
  .get("/constant", (c) => c.body(TWO_KILOBYTES, 200, { "content-type": "application/json" }));
