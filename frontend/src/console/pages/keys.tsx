import { createSignal, Match, Show, Switch } from "solid-js";
import { moment, whole } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { type ApiKey, type MadeKey, readKeys, revokeKey } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { MakeKey, NewKey } from "../keys/MakeKey.tsx";
import { keyText, scopesText } from "../keys/words.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";

const REASON_LENGTH_MAX = 500;

/** Keys of host products: made here, shown once, ended here. */
export default function Keys() {
  const [remote, reload] = createRead(
    () => true,
    () => readKeys(),
  );
  const [isMaking, setMaking] = createSignal(false);
  const [made, setMade] = createSignal<MadeKey>();
  const [ending, setEnding] = createSignal<ApiKey>();
  const makeOne = () => (
    <Button look="primary" onClick={() => setMaking(true)}>
      {t("console.keys.make")}
    </Button>
  );

  return (
    <>
      <Head title={t("console.keys.title")} lead={t("console.keys.lead")}>
        {makeOne()}
      </Head>
      <Show when={made()} keyed>
        {(key) => <NewKey made={key} onClose={() => setMade(undefined)} />}
      </Show>
      <Listed
        caption={t("console.keys.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={() => void reload()}
        columns={columns(setEnding)}
        empty={{
          title: t("console.keys.empty"),
          desc: t("console.keys.emptyDesc"),
          action: makeOne(),
        }}
        foot={(value) => (
          <Show when={value.more}>
            <p class="muted">{t("console.more")}</p>
          </Show>
        )}
      />
      <Show when={isMaking()}>
        <MakeKey
          keys={remote.value?.items ?? []}
          onMade={(key) => {
            setMade(key);
            void reload();
          }}
          onClose={() => {
            setMaking(false);
            // Where the answer was lost, the key may be there without anybody knowing its secret.
            void reload();
          }}
        />
      </Show>
      <Show when={ending()} keyed>
        {(key) => (
          <EndKey ended={key} onClose={() => setEnding(undefined)} onDone={() => void reload()} />
        )}
      </Show>
    </>
  );
}

const columns = (onEnd: (key: ApiKey) => void) => [
  {
    head: t("console.keys.name"),
    cell: (row: ApiKey) => (
      <div class="key-name">
        <b>{row.name}</b>
        <code class="muted small">{keyText(row.id)}</code>
        <span class="muted small">
          {t("console.keys.created")} {moment(row.createdAt)}
        </span>
      </div>
    ),
  },
  {
    head: t("console.keys.scopes"),
    cell: (row: ApiKey) => <span class="small key-has">{scopesText(row.scopes)}</span>,
  },
  {
    head: t("console.keys.expires"),
    cell: (row: ApiKey) =>
      row.expiresAt ? moment(row.expiresAt) : <span class="muted">{t("console.keys.noEnd")}</span>,
  },
  {
    head: t("console.keys.lastUsed"),
    cell: (row: ApiKey) =>
      row.lastUsedAt ? (
        moment(row.lastUsedAt)
      ) : (
        <span class="muted">{t("console.keys.never")}</span>
      ),
  },
  { head: t("console.keys.refused"), cell: (row: ApiKey) => whole(row.refused), numeric: true },
  {
    head: t("console.column.state"),
    cell: (row: ApiKey) => <State of={row} />,
  },
  {
    head: t("console.keys.end"),
    cell: (row: ApiKey) => (
      <Show when={row.state === "in-force"}>
        <Button
          class="key-end"
          aria-label={`${t("console.keys.end")}: ${row.name} ${row.id}`}
          onClick={() => onEnd({ ...row })}
        >
          {t("console.keys.end")}
        </Button>
      </Show>
    ),
  },
];

const State = (props: { of: ApiKey }) => (
  <Switch fallback={<Tag code="done" text={t("console.keys.inForce")} />}>
    <Match when={props.of.revokedAt}>
      {(revokedAt) => (
        <>
          <Tag code="none" text={t("console.keys.revoked")} />{" "}
          <span class="muted small">{moment(revokedAt())}</span>
        </>
      )}
    </Match>
    <Match when={props.of.state === "expired"}>
      <Tag code="refused" text={t("console.keys.expired")} />
    </Match>
  </Switch>
);

function EndKey(props: { ended: ApiKey; onClose: () => void; onDone: () => void }) {
  const seconds = () => String(props.ended.endsWithinSeconds);
  return (
    <ActDialog
      open
      danger
      title={t("console.keys.endTitle", { name: props.ended.name })}
      desc={t("console.keys.endDesc", { seconds: seconds() })}
      facts={[
        { name: t("console.keys.prefix"), value: <code>{keyText(props.ended.id)}</code> },
        {
          name: t("console.keys.lastUsed"),
          value: props.ended.lastUsedAt ? moment(props.ended.lastUsedAt) : t("console.keys.never"),
        },
      ]}
      act={t("console.keys.end")}
      reason={{ label: t("console.flags.reason"), required: false, maxLength: REASON_LENGTH_MAX }}
      onAct={(reason) => revokeKey(props.ended.id, reason)}
      done={t("console.keys.ended", { seconds: seconds() })}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
