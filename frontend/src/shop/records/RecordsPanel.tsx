import { A } from "@solidjs/router";
import { createEffect, For, type JSX, Match, Show, Switch } from "solid-js";
import { needsSignIn } from "../../shared/api/answer.ts";
import { useSite } from "../../shared/frame/site.tsx";
import { t } from "../../shared/i18n/index.ts";
import { createPaging, type Paging } from "../../shared/paging/createPaging.ts";
import { pagesOf, type Turnable } from "../../shared/paging/place.ts";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
import { KINDS } from "../kinds/index.ts";
import type { RecordsFiltering } from "./createRecordsFilter.ts";
import { isFiltered } from "./recordsFilter.ts";
import { Toolbar } from "./Toolbar.tsx";

interface PageOf<Row> extends Turnable {
  items: Row[];
}

interface RecordsPanelProps<Row> {
  remote: Remote<PageOf<Row>>;
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
  const paging = createPaging(() => props.remote.failure);
  const pages = () => (props.remote.value ? pagesOf(props.remote.value, filter()) : 1);
  createEffect(() => {
    // A page past the last, from an old address or after a filter.
    if (props.remote.value && !props.remote.loading && filter().page > pages())
      props.filtering.correct(pages());
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
          {(value) => <Rows {...props} value={value()} pages={pages()} paging={paging} />}
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

function Rows<Row extends object>(
  props: RecordsPanelProps<Row> & { value: PageOf<Row>; pages: number; paging: Paging },
) {
  return (
    <>
      <ul class="card orders" aria-busy={props.remote.loading}>
        <For each={props.value.items}>{(row) => props.row(row)}</For>
      </ul>
      <Show when={props.pages > 1}>
        <Pager of={props.value} paging={props.paging} />
      </Show>
    </>
  );
}

/** Each open centre, the first of them as the thing to do. */
function FirstActions() {
  const { isClosed } = useSite();
  const open = () => KINDS.filter((kind) => !isClosed(kind.path));
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
