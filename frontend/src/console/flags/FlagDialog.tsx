import { createSignal, Show } from "solid-js";
import { type Answer, map } from "../../shared/api/answer.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type ConsoleFlag, readFlags, resetFlag, setFlag } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createDraft, type Drafts } from "./drafts.ts";
import { ValueField } from "./ValueField.tsx";
import { storedText, titleOf, valueText } from "./words.ts";

export const REASON_LENGTH_MAX = 500;

/** What is to be set: typed by the operator, or a value of before; null is the default. */
export interface Wish {
  flag: ConsoleFlag;
  /** Undefined: the operator says it. */
  value?: string | null;
}

interface FlagDialogProps {
  wish: Wish;
  drafts: Drafts;
  onDone: () => void;
  onClose: () => void;
}

/** Sets one flag. Whoever comes later sees what stands now, beside what they typed, and decides again. */
export function FlagDialog(props: FlagDialogProps) {
  // What stands when the dialog opens; what another sets meanwhile is told, not slipped in.
  const { flag, value: given } = props.wish;
  const draft = createDraft(props.drafts, flag);
  const [standing, setStanding] = createSignal(flag);
  const [isConflict, setConflict] = createSignal(false);
  const [endsPaying, setEndsPaying] = createSignal(false);
  const isTyped = given === undefined;

  const act = async (reason: string): Promise<Answer<unknown>> => {
    const wish = isTyped ? draft.value() : given;
    const change = { expected: standing().version, reason, allowNoPayWay: endsPaying() };
    const answer =
      wish === null
        ? await resetFlag(flag.name, change)
        : await setFlag(flag.name, { ...change, value: wish });
    if (answer.ok) draft.drop();
    else if (answer.code === "FLAG_CHANGED") await look();
    else if (answer.code === "LAST_PAY_WAY") setEndsPaying(true);
    return answer;
  };
  const look = async () => {
    const now = map(await readFlags(), ({ items }) => items.find(({ name }) => name === flag.name));
    if (!now.ok || !now.value) return;
    setStanding(now.value);
    setConflict(true);
  };

  return (
    <ActDialog
      open
      wide={flag.kind === "html"}
      title={titleOf(flag)}
      desc={t("console.flags.live", { seconds: String(flag.liveWithinSeconds) })}
      facts={[
        {
          name: t("console.flags.now"),
          value: <Stored flag={standing()} stored={standing().stored} />,
        },
        ...(isTyped
          ? [{ name: t("console.flags.default"), value: <b>{valueText(flag, flag.default)}</b> }]
          : [{ name: t("console.flags.then"), value: <Stored flag={flag} stored={given} /> }]),
      ]}
      act={actText(isTyped, isConflict(), endsPaying())}
      danger={endsPaying()}
      isReady={!isTyped || draft.value() !== flag.stored}
      reason={{ label: t("console.flags.reason"), required: false, maxLength: REASON_LENGTH_MAX }}
      onAct={act}
      done={t("console.flags.done", { seconds: String(flag.liveWithinSeconds) })}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <Show when={isTyped}>
        <Show when={draft.isRestored}>
          <p class="flag-draft">
            <Icon name="undo" />
            <span>{t("console.flags.draft")}</span>
            <Button look="quiet" onClick={() => draft.startAnew()}>
              {t("console.flags.dropDraft")}
            </Button>
          </p>
        </Show>
        <ValueField flag={flag} value={draft.value()} onInput={draft.type} />
      </Show>
      <Show when={isConflict()}>
        <Conflict flag={standing()} />
      </Show>
    </ActDialog>
  );
}

function actText(isTyped: boolean, isConflict: boolean, endsPaying: boolean): string {
  if (endsPaying) return t("console.flags.saveWithoutWays");
  if (isConflict) return t("console.flags.saveAnyway");
  return isTyped ? t("console.flags.save") : t("console.flags.return");
}

/** Beside the refusal: what stands, by whom, and that nothing typed is lost. */
function Conflict(props: { flag: ConsoleFlag }) {
  const last = () => props.flag.history[0];
  return (
    <div class="flag-conflict" role="status">
      <p>
        <b>
          {props.flag.changedElsewhere || !last()
            ? t("console.flags.changedElsewhere")
            : t("console.flags.changedBy", { name: last()?.operator ?? "" })}
        </b>
      </p>
      <Stored flag={props.flag} stored={props.flag.stored} />
      <p class="muted">{t("console.flags.conflictKept")}</p>
    </div>
  );
}

/** A value in words; of a text its beginning, as it was written. */
export function Stored(props: { flag: ConsoleFlag; stored: string | null }) {
  return (
    <Show
      when={props.flag.kind === "html" && props.stored}
      fallback={<b>{storedText(props.flag, props.stored)}</b>}
    >
      {(html) => (
        <pre class="flag-html" tabindex="0">
          {html()}
        </pre>
      )}
    </Show>
  );
}
