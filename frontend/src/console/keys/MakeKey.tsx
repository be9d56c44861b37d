import { createSignal, createUniqueId } from "solid-js";
import type { KeyScopes } from "../../../../worker/domain/key-scopes.ts";
import { moment } from "../../shared/i18n/format.ts";
import { CopyButton } from "../../shared/ui/CopyButton.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { type ApiKey, type MadeKey, makeKey } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { endOfDay } from "../parts/createFilters.ts";
import { ScopesField } from "./ScopesField.tsx";
import { KEY_HEADER, scopesText } from "./words.ts";

const NAME_LENGTH_MAX = 60;
const REASON_LENGTH_MAX = 500;

interface MakeKeyProps {
  /** The newest first. */
  keys: readonly ApiKey[];
  onMade: (key: MadeKey) => void;
  onClose: () => void;
}

export function MakeKey(props: MakeKeyProps) {
  const [name, setName] = createSignal("");
  const [chosen, setChosen] = createSignal<KeyScopes>();
  const [lastDay, setLastDay] = createSignal("");
  const before = () => props.keys.find((key) => key.name === name().trim());
  /** Until somebody chooses: as the Worker takes them for a key of this name. */
  const scopes = (): KeyScopes => {
    const own = chosen();
    return own === undefined ? (before()?.scopes ?? null) : own;
  };
  const endsAt = () => endOfDay(lastDay()) ?? null;
  const isOver = () => Date.parse(endsAt() ?? "") <= Date.now();

  const make = async (reason: string) => {
    const own = chosen();
    const answer = await makeKey({
      ...{ name: name().trim(), reason, expiresAt: endsAt() },
      ...(own === undefined ? {} : { scopes: own && [...own] }),
    });
    if (answer.ok) props.onMade(answer.value);
    return answer;
  };
  return (
    <ActDialog
      open
      title={t("console.keys.makeTitle")}
      desc={t("console.keys.makeDesc")}
      facts={[]}
      act={t("console.keys.make")}
      isReady={name().trim() !== "" && scopes()?.length !== 0 && !isOver()}
      reason={{ label: t("console.flags.reason"), required: false, maxLength: REASON_LENGTH_MAX }}
      onAct={make}
      done={t("console.keys.made")}
      onDone={() => undefined}
      onClose={props.onClose}
    >
      <NameField name={name()} isKnown={before() !== undefined} onType={setName} />
      <ScopesField scopes={scopes()} onChoose={setChosen} />
      <LastDayField day={lastDay()} endsAt={endsAt()} isOver={isOver()} onChoose={setLastDay} />
    </ActDialog>
  );
}

function NameField(props: { name: string; isKnown: boolean; onType: (name: string) => void }) {
  const id = createUniqueId();
  return (
    <div class="filter wide">
      <label for={id}>{t("console.keys.name")}</label>
      <input
        id={id}
        class="day"
        value={props.name}
        required
        maxLength={NAME_LENGTH_MAX}
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="muted small">
        {props.isKnown ? t("console.keys.sameHost") : t("console.keys.nameHint")}
      </p>
    </div>
  );
}

interface LastDayFieldProps {
  day: string;
  endsAt: string | null;
  isOver: boolean;
  onChoose: (day: string) => void;
}

function LastDayField(props: LastDayFieldProps) {
  const id = createUniqueId();
  const hint = () => {
    if (props.endsAt === null) return t("console.keys.lastDayHint");
    if (props.isOver) return t("console.keys.lastDayPast");
    return t("console.keys.endsAt", { moment: moment(props.endsAt) });
  };
  return (
    <div class="filter wide">
      <label for={id}>{t("console.keys.lastDay")}</label>
      <input
        id={id}
        class="day"
        type="date"
        value={props.day}
        aria-invalid={props.isOver}
        aria-describedby={`${id}-hint`}
        onInput={(event) => props.onChoose(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="muted small">
        {hint()}
      </p>
    </div>
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
      <p class="muted small">
        {t("console.keys.scopes")}: {scopesText(props.made.scopes)}
      </p>
    </section>
  );
}
