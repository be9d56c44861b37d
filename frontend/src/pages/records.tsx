import { A, useSearchParams } from "@solidjs/router";
import { createMemo, For, Match, Show, Switch } from "solid-js";
import { needsSignIn } from "../api/answer.ts";
import { readOrders } from "../api/coze.ts";
import { OrderRow } from "../components/pay/OrderRow.tsx";
import { LoadFailure } from "../components/ui/LoadFailure.tsx";
import { Notice } from "../components/ui/Notice.tsx";
import { Pager } from "../components/ui/Pager.tsx";
import { SignInLink } from "../components/ui/SignInLink.tsx";
import { language, t } from "../i18n/index.ts";
import { createRemote } from "../primitives/createRemote.ts";
import { PATHS } from "../routes.ts";

const PAGE_SIZE = 20;
const SKELETON_ROWS = [1, 2, 3, 4];

export default function Records() {
  const [query, setQuery] = useSearchParams<{ page: string }>();
  const page = createMemo(() => Math.max(1, Math.trunc(Number(query.page)) || 1));
  const [orders, reload] = createRemote(
    () => ({ page: page(), language: language() }),
    (wanted) => readOrders(wanted.page, PAGE_SIZE),
  );

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={orders.value?.total === 0}>
        <Notice
          icon="receipt"
          title={t("web-personal-rights.records.empty")}
          desc={t("web-personal-rights.records.emptyDesc")}
        >
          <A class="button primary" href={PATHS.coze}>
            {t("web-personal-rights.records.emptyAction")}
          </A>
        </Notice>
      </Match>
      <Match when={orders.value}>
        {(value) => (
          <>
            <ul class="card orders" aria-busy={orders.loading}>
              <For each={value().items}>{(order) => <OrderRow order={order} />}</For>
            </ul>
            <Show when={value().total > PAGE_SIZE}>
              <Pager
                page={page()}
                pages={Math.ceil(value().total / PAGE_SIZE)}
                total={value().total}
                onTurn={(to) => setQuery({ page: to === 1 ? undefined : String(to) })}
              />
            </Show>
          </>
        )}
      </Match>
      <Match when={orders.failure && needsSignIn(orders.failure)}>
        <Notice
          icon="user"
          title={t("common.guest.title")}
          desc={t("web-personal-rights.records.signInDesc")}
        >
          <SignInLink />
        </Notice>
      </Match>
      <Match when={orders.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={orders.loading} onRetry={() => void reload()} />
        )}
      </Match>
    </Switch>
  );
}

function Skeleton() {
  return (
    <ul class="card orders" aria-label={t("common.label.loading")}>
      <For each={SKELETON_ROWS}>
        {() => (
          <li class="order">
            <div class="order-main">
              <span class="skeleton line w-5" />
              <span class="skeleton line thin w-8" />
            </div>
            <span class="skeleton line w-4" />
          </li>
        )}
      </For>
    </ul>
  );
}
