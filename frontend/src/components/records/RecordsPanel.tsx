import { A } from "@solidjs/router";
import { createEffect, For, type JSX, Match, Show, Switch } from "solid-js";
import { needsSignIn } from "../../api/answer.ts";
import { t } from "../../i18n/index.ts";
import { KINDS } from "../../kinds/index.ts";
import { useCenter } from "../../primitives/center.tsx";
import type { RecordsFiltering } from "../../primitives/createRecordsFilter.ts";
import type { Remote } from "../../primitives/createRemote.ts";
import { isFiltered, PAGE_SIZE } from "../../primitives/recordsFilter.ts";
import { PATHS } from "../../routes.ts";
import { Button } from "../ui/Button.tsx";
import { LoadFailure } from "../ui/LoadFailure.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Pager } from "../ui/Pager.tsx";
import { SignInLink } from "../ui/SignInLink.tsx";
import { Toolbar } from "./Toolbar.tsx";

interface RecordsPanelProps<Row> {
  remote: Remote<{ items: Row[]; total: number }>;
  onRetry: () => void;
  filtering: RecordsFiltering;
  kinds: { value: string; text: string }[];
  file: string;
  empty: { title: string; desc: string };
  row: (row: Row) => JSX.Element;
}

const SKELETON_ROWS = [1, 2, 3, 4];

/** One tab's records, whatever they are: the filters, a page of rows, and what stands there when there are none. */
export function RecordsPanel<Row extends object>(props: RecordsPanelProps<Row>) {
  const filter = () => props.filtering.filter();
  const isGuest = () => props.remote.failure !== undefined && needsSignIn(props.remote.failure);
  const hasNone = () => props.remote.value?.total === 0 && !isFiltered(filter());
  const pages = () => Math.max(1, Math.ceil((props.remote.value?.total ?? 0) / PAGE_SIZE));
  createEffect(() => {
    // A page past the last, from an old address or after a filter.
    if (props.remote.value && !props.remote.loading && filter().page > pages())
      props.filtering.turn(pages(), true);
  });

  return (
    <>
      <Show when={!isGuest() && !hasNone()}>
        <Toolbar
          filtering={props.filtering}
          kinds={props.kinds}
          total={props.remote.value?.total}
          file={props.file}
        />
      </Show>
      <Switch fallback={<Skeleton />}>
        <Match when={hasNone()}>
          <Notice icon="receipt" title={props.empty.title} desc={props.empty.desc}>
            <FirstActions />
          </Notice>
        </Match>
        <Match when={props.remote.value?.total === 0}>
          <Notice
            icon="receipt"
            title={t("web-personal-rights.records.noMatch")}
            desc={t("web-personal-rights.records.noMatchDesc")}
          >
            <Button onClick={props.filtering.clear}>
              {t("web-personal-rights.records.clear")}
            </Button>
          </Notice>
        </Match>
        <Match when={props.remote.value}>
          {(value) => (
            <>
              <ul class="card orders" aria-busy={props.remote.loading}>
                <For each={value().items}>{(row) => props.row(row)}</For>
              </ul>
              <Show when={pages() > 1}>
                <Pager
                  page={filter().page}
                  pages={pages()}
                  total={value().total}
                  onTurn={(to) => props.filtering.turn(to)}
                />
              </Show>
            </>
          )}
        </Match>
        <Match when={isGuest()}>
          <Notice
            icon="user"
            title={t("common.guest.title")}
            desc={t("web-personal-rights.records.signInDesc")}
          >
            <SignInLink />
          </Notice>
        </Match>
        <Match when={props.remote.failure}>
          {(failure) => (
            <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
          )}
        </Match>
      </Switch>
    </>
  );
}

/** Each open centre, the first of them as the thing to do. */
function FirstActions() {
  const { isCozeOpen } = useCenter();
  const open = () => KINDS.filter((kind) => kind.path !== PATHS.coze || isCozeOpen());
  return (
    <For each={open()}>
      {(kind, index) => (
        <A class={`button ${index() === 0 ? "primary" : "plain"}`} href={kind.path}>
          {t(kind.texts.first)}
        </A>
      )}
    </For>
  );
}

function Skeleton() {
  return (
    <ul class="card orders" aria-label={t("common.label.loading")}>
      <For each={SKELETON_ROWS}>
        {() => (
          <li class="order">
            <span class="skeleton record-icon" />
            <div class="order-main">
              <span class="skeleton line w-5 order-title" />
              <span class="skeleton line thin w-8 order-facts" />
            </div>
            <span class="skeleton line w-4 change" />
          </li>
        )}
      </For>
    </ul>
  );
}
