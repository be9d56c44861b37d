import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

/** As long as the centre's answer with the demo catalog. */
const TWO_KILOBYTES = JSON.stringify({ text: "套餐 package ".repeat(128) });

interface Env {
  OBJECTS: DurableObjectNamespace<Reference>;
}

/** The least that an object can do: the platform's own price of a call, and of a call that keeps something. */
export class Reference extends DurableObject<Env> {
  #made = false;

  call(body: { amount: number }): { available: number } {
    return { available: body.amount };
  }

  /** One row more. The table is made by the first, as every object's are. */
  row(body: { amount: number }): { available: number } {
    const { sql } = this.ctx.storage;
    if (!this.#made)
      sql.exec("CREATE TABLE IF NOT EXISTS kept (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    this.#made = true;
    sql.exec("INSERT INTO kept (body) VALUES (?)", JSON.stringify(body));
    return { available: body.amount };
  }
}

/** What every row is compared with: the least that Hono can do, as a Worker of its own beside the product. */
export default new Hono<{ Bindings: Env }>()
  .get("/", (c) => c.text(""))
  .get("/constant", (c) => c.body(TWO_KILOBYTES, 200, { "content-type": "application/json" }))
  .post("/call/:object", async (c) =>
    c.json(await c.env.OBJECTS.getByName(c.req.param("object")).call(await c.req.json())),
  )
  .post("/row/:object", async (c) =>
    c.json(await c.env.OBJECTS.getByName(c.req.param("object")).row(await c.req.json())),
  )
  .post("/fresh/:object", async (c) =>
    c.json(await c.env.OBJECTS.getByName(crypto.randomUUID()).row(await c.req.json())),
  );
