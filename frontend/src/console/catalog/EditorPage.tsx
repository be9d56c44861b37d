import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import { unwrap } from "solid-js/store";
import { failureText, showToast } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Head } from "../parts/Head.tsx";
import { LeaveDialog } from "../parts/LeaveDialog.tsx";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";
import { type CatalogItem, readOne } from "./api.ts";
import { Conflict } from "./Conflict.tsx";
import { createEditor, type Editor } from "./createEditor.ts";
import { AllFields, Findings, forStripe, StripeNote } from "./EditorParts.tsx";
import { ItemActs } from "./ItemActs.tsx";
import { nameOfPath, wordsOf } from "./labels.ts";
import type { Noun } from "./nouns.ts";

/** In the address of an editor of something that is not there yet: no id has a plus. */
export const NEW = "+new";

export function EditorPage(props: { noun: Noun }) {
  const params = useParams<{ id: string }>();
  const isNew = () => params.id === NEW;
  const [remote, reload] = createRead(
    () => (isNew() ? undefined : params.id),
    (id) => readOne(props.noun.name, id),
  );
  // Read once: what is typed is not to be changed below the operator's hands. A save answers with what stands.
  const start = createMemo(() =>
    remote.value ? (structuredClone(unwrap(remote.value)) as CatalogItem) : null,
  );
  return (
    <Show when={params.id} keyed>
      <Show when={!isNew()} fallback={<Form noun={props.noun} start={null} />}>
        <Show when={remote.failure}>
          {(failure) => (
            <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
          )}
        </Show>
        <Show
          when={remote.value?.id === params.id && start()}
          keyed
          fallback={<div class="console-wait" />}
        >
          {(item) => <Form noun={props.noun} start={item} />}
        </Show>
      </Show>
    </Show>
  );
}

function Form(props: { noun: Noun; start: CatalogItem | null }) {
  const { noun } = props;
  const navigate = useNavigate();
  const { can } = useSession();
  const editor = createEditor(noun, props.start);
  const [atStripe, setAtStripe] = createSignal<string[]>([]);
  let form!: HTMLFormElement;

  const submit = async (event: Event) => {
    event.preventDefault();
    const before = editor.seen();
    const item = await editor.submit();
    if (!item) return;
    const isLive = item.state === "on-sale";
    showToast("ok", t(isLive ? "console.catalog.savedOnSale" : "console.catalog.saved"));
    if (noun.isAtStripe && before) setAtStripe(forStripe(before, item));
    if (!before) navigate(`/${noun.path}/${encodeURIComponent(item.id)}`, { replace: true });
  };
  // The first field at fault is where to go on.
  createEffect(
    on(editor.failure, (failure) => {
      const first = () => form.querySelector<HTMLElement>("[aria-invalid=true]");
      if (failure) queueMicrotask(() => first()?.focus());
    }),
  );

  return (
    <>
      <Head title={titleOf(noun, editor)} lead={t(`console.${noun.name}.editLead`)}>
        <Show when={editor.seen()}>
          {(item) => (
            <>
              <Tag code={item().state} text={t(`console.catalog.state.${item().state}`)} />
              <Show when={can("catalog")}>
                <ItemActs
                  noun={noun}
                  item={item()}
                  isChanged={editor.isChanged()}
                  onChanged={editor.follow}
                  onRemoved={() => navigate(`/${noun.path}`)}
                />
              </Show>
            </>
          )}
        </Show>
      </Head>
      <Conflict
        differences={editor.differences()}
        at={editor.seen()?.updatedAt ?? null}
        value={editor.value}
        change={editor.change}
        nameOf={nameOfPath}
        wordsOf={wordsOf}
      />
      <Findings item={editor.seen()} />
      <StripeNote changed={atStripe()} />
      <form ref={form} class="editor" onSubmit={submit}>
        <fieldset class="editor-all" disabled={!can("catalog")}>
          <AllFields of={editor} isNew={props.start === null} />
        </fieldset>
        <Show when={can("catalog")}>
          <Foot of={editor} isNew={props.start === null} />
        </Show>
      </form>
      <LeaveDialog isChanged={editor.isChanged()} onDiscard={editor.discard} />
    </>
  );
}

/** What was refused, and the two ways on. */
const Foot = (props: { of: Editor; isNew: boolean }) => (
  <div class="editor-foot">
    <Show when={props.of.failure()}>
      {(failure) => (
        <p class="act-failure" role="alert">
          <Icon name="alert" />
          <span>
            {failureText(failure())}
            {named(failure().errors.map(({ field }) => field))}
          </span>
        </p>
      )}
    </Show>
    <Button disabled={!props.of.isChanged()} onClick={() => props.of.discard()}>
      {t("console.catalog.discard")}
    </Button>
    <Button type="submit" look="primary" busy={props.of.busy()} disabled={!props.of.mayBeSaved()}>
      {t(props.isNew ? "console.catalog.create" : "console.catalog.save")}
    </Button>
  </div>
);

const titleOf = (noun: Noun, { seen, value }: Editor): string =>
  String(seen() ? value("texts.zh.name") || seen()?.id : t(`console.${noun.name}.new`));

const named = (fields: readonly string[]): string =>
  fields.length === 0 ? "" : ` ${[...new Set(fields.map(nameOfPath))].join(" · ")}`;
