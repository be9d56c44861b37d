import { A } from "@solidjs/router";
import { type Accessor, type JSX, Match, Switch } from "solid-js";
import { needsSignIn } from "../shared/api/answer.ts";
import { t } from "../shared/i18n/index.ts";
import { PATHS } from "../shared/paths.ts";
import type { Remote } from "../shared/primitives/createRemote.ts";
import { LoadFailure } from "../shared/ui/LoadFailure.tsx";
import { Notice } from "../shared/ui/Notice.tsx";
import { SignInLink } from "../shared/ui/SignInLink.tsx";

interface GateProps<T> {
  remote: Remote<T>;
  isGuest: boolean;
  /** What signing in leads to. */
  signInDesc: string;
  skeleton: JSX.Element;
  onRetry: () => void;
  children: (value: Accessor<T>) => JSX.Element;
}

/** A page of the portal, or what stands in its place: signing in, the lock, a failure, its outline. */
export function Gate<T extends object>(props: GateProps<T>) {
  return (
    <Switch fallback={props.skeleton}>
      <Match when={props.isGuest || (props.remote.failure && needsSignIn(props.remote.failure))}>
        <Notice icon="user" title={t("common.guest.title")} desc={props.signInDesc}>
          <SignInLink />
        </Notice>
      </Match>
      <Match when={props.remote.failure?.code === "CENTER_CLOSED"}>
        <Closed />
      </Match>
      <Match when={props.remote.value}>{(value) => props.children(value)}</Match>
      <Match when={props.remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
        )}
      </Match>
    </Switch>
  );
}

/** The lock screen while the operator has switched the portal off. */
const Closed = () => (
  <Notice icon="lock" title={t("pay.center.notOpen")} desc={t("common.portal.closedDesc")}>
    <A class="button plain" href={PATHS.records}>
      {t("common.personalRights.records")}
    </A>
    <A class="button primary" href={PATHS.home}>
      {t("common.action.backHome")}
    </A>
  </Notice>
);
