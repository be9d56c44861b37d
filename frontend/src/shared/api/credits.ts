import { get } from "./client.ts";
import type { Credits } from "./types.ts";

export const readCredits = () => get<Credits>("/api/credits/balance");
