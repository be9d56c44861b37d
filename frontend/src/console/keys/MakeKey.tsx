import { createSignal, createUniqueId } from "solid-js";
import { CopyButton } from "../../shared/ui/CopyButton.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type MadeKey, makeKey } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { KEY_HEADER } from "./words.ts";

const NAME_LENGTH_MAX = 60;
const REASON_LENGTH_MAX = 500;

interface MakeKeyProps {
  names: readonly string[];
  onMade: (key: MadeKey) => void;
  onClose: () => void;
}

export function MakeKey(props: MakeKeyProps) {
  const [name, setName] = createSignal("");
  const id = createUniqueId();
  const isKnown = () => props.names.includes(name().trim());
  return (
    <ActDialog
      open
      title={t("console.keys.makeTitle")}
      desc={t("console.keys.makeDesc")}
      facts={[]}
      act={t("console.keys.make")}
      isReady={name().trim() !== ""}
      reason={{ label: t("console.flags.reason"), required: false, maxLength: REASON_LENGTH_MAX }}
      onAct={async (reason) => {
        const answer = await makeKey({ name: name().trim(), reason });
        if (answer.ok) props.onMade(answer.value);
        return answer;
      }}
      done={t("console.keys.made")}
      onDone={() => undefined}
      onClose={props.onClose}
    >
      <div class="filter wide">
        <label for={id}>{t("console.keys.name")}</label>
        <input
          id={id}
          class="day"
          value={name()}
          required
          maxLength={NAME_LENGTH_MAX}
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p class="muted small">
          {isKnown() ? t("console.keys.sameHost") : t("console.keys.nameHint")}
        </p>
      </div>
    </ActDialog>
  );
}

/** The whole key, until the page is left or it is put away: it is kept nowhere. */
export function NewKey(props: { made: MadeKey; onClose: () => void }) {
  return (
    <section class="card console-section key-new" aria-label={t("console.keys.newTitle")}>
      <div class="console-section-head">
        <h2>{t("console.keys.newTitle")}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t("common.action.close")}
          onClick={() => props.onClose()}
        >
          <Icon name="close" />
        </button>
      </div>
      <p>{t("console.keys.newDesc", { name: props.made.name })}</p>
      <p class="key-token">
        <code data-testid="token">{props.made.token}</code>
        <CopyButton text={props.made.token} what={t("console.keys.key")} />
      </p>
      <p class="muted small">
        {t("console.keys.use")} <code class="key-header">{KEY_HEADER}</code>
      </p>
    </section>
  );
}
