import type { Answer } from "./api/answer.ts";
import { get } from "./api/client.ts";
import type { Me } from "./api/types.ts";

export interface Customer {
  id: string;
  username: string;
  avatar: string;
}

/** What the frame around a page needs to know. */
export interface FrameFacts {
  /** null: a guest. */
  customer: Customer | null;
  /** Addresses of pages that the operator has closed. */
  closed: readonly string[];
}

/** What a page asks the server for first. The same answer serves the frame, so that one request draws both. */
export interface PageData<T extends object = object> {
  /** inline/early.js asks for it while the page's code is on the way. */
  address: string;
  /** `fresh`: past every cache, after what was shown has been refused. */
  read(fresh: boolean): Promise<Answer<T>>;
  facts(answer: T): FrameFacts;
}

export const pageData = <T extends object>(
  address: string,
  facts: (answer: T) => FrameFacts,
): PageData<T> => ({
  address,
  read: (fresh) => get<T>(fresh ? `${address}?fresh=1` : address),
  facts,
});

/** For pages without data of their own, and when a page's request fails. A guest gets 401. */
export const sessionData = pageData<Me>("/api/auth/me", (customer) => ({ customer, closed: [] }));
