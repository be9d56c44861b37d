import type { Language } from "../../domain/language.ts";
import type { PortalGrant } from "../../domain/portal/token.ts";
import type { Env } from "../../env.ts";
import type { SessionRef } from "../../store/sessions.ts";
import type { Identity } from "./auth/identity.ts";
import type { FailureCode } from "./errors.ts";

/** What Hono carries through a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    language: Language;
    /** Null for a guest. */
    identity: Identity | null;
    /** The session that made the request; null without one. */
    session: SessionRef | null;
    /** What the frame of a host's may do that made the request; null for everybody else. */
    portal: PortalGrant | null;
    /** Whether the session was ended cannot be known now. */
    sessionUnchecked?: boolean;
    /** The code of the refusal that was answered. */
    refusal?: FailureCode;
  };
}
