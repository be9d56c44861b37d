/** The API's shapes that every page may need, types only: nothing of the Worker is bundled. */
export type { Credits, Me } from "../../../../worker/app.ts";
