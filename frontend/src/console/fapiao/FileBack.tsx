import { createSignal, createUniqueId, Show } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { whole } from "../../shared/i18n/format.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type FapiaoOutcomes, sendFapiaoFile } from "../api/invoices.ts";
import { named, t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { Tag } from "../parts/Tag.tsx";

type Outcome = FapiaoOutcomes["outcomes"][number];

/** What was written down stands last: what was not is to be looked at. */
const openFirst = (outcomes: readonly Outcome[]): Outcome[] => [
  ...outcomes.filter(({ outcome }) => outcome !== "done"),
  ...outcomes.filter(({ outcome }) => outcome === "done"),
];

/** Takes the file back with its numbers. Sent twice it changes nothing more, so after a lost connection it is simply sent again. */
export function FileBack(props: { onDone: () => void }) {
  const [file, setFile] = createSignal<File>();
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const [told, setTold] = createSignal<FapiaoOutcomes>();
  const hint = createUniqueId();

  async function send() {
    const chosen = file();
    if (!chosen || busy()) return;
    setBusy(true);
    const answer = await sendFapiaoFile(chosen);
    setBusy(false);
    setFailure(answer.ok ? undefined : answer);
    setTold(answer.ok ? answer.value : undefined);
    if (answer.ok) props.onDone();
  }

  return (
    <Section title={t("console.fapiaoFile.title")}>
      <p class="muted" id={hint}>
        {t("console.fapiaoFile.desc")}
      </p>
      <div class="file-back">
        <label class="button plain">
          <span class="button-text">
            <Icon name="file" />
            {t("console.fapiaoFile.file")}
          </span>
          <input
            class="visually-hidden"
            type="file"
            accept=".csv,text/csv"
            aria-describedby={hint}
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
        </label>
        <span class="file-name number">{file()?.name ?? t("console.fapiaoFile.none")}</span>
        <Button look="primary" busy={busy()} disabled={!file()} onClick={() => void send()}>
          {t("console.fapiaoFile.send")}
        </Button>
      </div>
      <Show when={failure()}>
        {(why) => (
          <p class="act-failure" role="alert">
            <Icon name="alert" />
            {[failureText(why()), ...why().errors.map(({ message }) => message)].join(" · ")}
          </p>
        )}
      </Show>
      <Show when={told()}>{(outcomes) => <Outcomes told={outcomes()} />}</Show>
    </Section>
  );
}

const Outcomes = (props: { told: FapiaoOutcomes }) => (
  <>
    <p role="status">
      {t("console.fapiaoFile.told", {
        done: whole(props.told.done),
        count: whole(props.told.outcomes.length),
      })}
    </p>
    <DataTable
      caption={t("console.fapiaoFile.results")}
      rows={openFirst(props.told.outcomes)}
      columns={[
        { head: t("console.fapiaoFile.id"), cell: (row) => <span class="number">{row.id}</span> },
        {
          head: t("console.fapiaoFile.result"),
          cell: (row) => (
            <Tag
              code={row.outcome === "done" ? "done" : "failed"}
              text={named(`console.fapiaoOutcome.${row.outcome}`)}
            />
          ),
        },
      ]}
    />
  </>
);
