import type {} from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    sandboxUrl: string;
    mailboxUrl: string;
    /** Fonts, and a reader of PDFs (pdf-server.ts). */
    pdfUrl: string;
    variables: Record<string, string>;
    lab: {
      firstSeed: number;
      schedules: number;
      /** Schedules of customers with plans. */
      months: number;
      /** Orders in which each sequence of Stripe's events is heard, and whether all other troubles come one by one. */
      shuffles: number;
      eachDelivery: boolean;
      /** The gateways' waits between deliveries of one notification. */
      retriesMs: Record<"wechat" | "alipay", number[]>;
    };
  }
}

/** A notification exactly as the gateway sent it. */
export interface Mail {
  /** Our number it is about, or null where it cannot be read. */
  number: string | null;
  /** The type of an event of Stripe's. */
  what?: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}
