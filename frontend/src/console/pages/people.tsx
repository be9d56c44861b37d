import { createSignal, createUniqueId, For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { giveRole, readOperators, shutOut } from "../api/client.ts";
import type { ConsoleOperator, Role } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { createRead } from "../parts/createRead.ts";
import { type Column, Listed } from "../parts/DataTable.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { RightsTable } from "../people/RightsTable.tsx";
import { ROLES } from "../people/rights.ts";
import { useSession } from "../session.tsx";

/** Who may use the console. What the configuration names cannot be changed here, nor can one's own role. */
export default function People() {
  const { me } = useSession();
  const [remote, reload] = createRead(
    () => true,
    () => readOperators(),
  );
  const [giving, setGiving] = createSignal<{ subject: string; role: Role }>();
  const [shutting, setShutting] = createSignal<ConsoleOperator>();
  const canChange = (row: ConsoleOperator) => !row.fixed && row.subject !== me()?.id;

  return (
    <>
      <Head title={t("console.people.title")} lead={t("console.people.lead")}>
        <Button look="primary" onClick={() => setGiving({ subject: "", role: "support" })}>
          {t("console.people.give")}
        </Button>
      </Head>
      <Listed
        caption={t("console.people.title")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={() => void reload()}
        columns={[
          ...personColumns(),
          {
            head: t("console.people.change"),
            cell: (row) => (
              <Show when={canChange(row)}>
                <PersonActs
                  person={row}
                  onGive={setGiving}
                  onShutOut={() => setShutting({ ...row })}
                />
              </Show>
            ),
          },
        ]}
        empty={{ title: t("console.people.empty"), desc: t("console.people.emptyDesc") }}
      />
      <RightsTable />
      <Show when={giving()}>
        {(start) => (
          <GiveRole
            start={start()}
            onClose={() => setGiving(undefined)}
            onDone={() => void reload()}
          />
        )}
      </Show>
      <ActDialog
        open={shutting() !== undefined}
        title={t("console.people.shutOutTitle")}
        desc={t("console.people.shutOutDesc")}
        facts={[{ name: t("console.people.subject"), value: <b>{shutting()?.subject}</b> }]}
        act={t("console.people.shutOut")}
        danger
        onAct={() => shutOut(shutting()?.subject ?? "")}
        done={t("console.people.shutOutDone")}
        onDone={() => void reload()}
        onClose={() => setShutting(undefined)}
      />
    </>
  );
}

const personColumns = (): Column<ConsoleOperator>[] => [
  { head: t("console.people.subject"), cell: (row) => <b class="number">{row.subject}</b> },
  {
    head: t("console.people.role"),
    cell: (row) => <Tag code={row.role} text={t(`console.role.${row.role}`)} />,
  },
  {
    head: t("console.people.changedBy"),
    cell: (row) => (row.fixed ? t("console.people.fixed") : row.changedBy),
  },
  {
    head: t("console.column.changed"),
    cell: (row) => row.changedAt && moment(row.changedAt),
  },
];

interface PersonActsProps {
  person: ConsoleOperator;
  onGive: (start: GiveRoleProps["start"]) => void;
  onShutOut: () => void;
}

function PersonActs(props: PersonActsProps) {
  return (
    <span class="row-acts">
      <Button
        aria-label={`${t("console.people.change")}: ${props.person.subject}`}
        onClick={() =>
          props.onGive({
            subject: props.person.subject,
            role: props.person.role === "none" ? "support" : props.person.role,
          })
        }
      >
        {t("console.people.change")}
      </Button>
      <Show when={props.person.role !== "none"}>
        <Button
          aria-label={`${t("console.people.shutOut")}: ${props.person.subject}`}
          onClick={props.onShutOut}
        >
          {t("console.people.shutOut")}
        </Button>
      </Show>
    </span>
  );
}

interface GiveRoleProps {
  start: { subject: string; role: Role };
  onClose: () => void;
  onDone: () => void;
}

function GiveRole(props: GiveRoleProps) {
  const [subject, setSubject] = createSignal(props.start.subject);
  const [role, setRole] = createSignal<Role>(props.start.role);
  const [subjectId, roleId] = [createUniqueId(), createUniqueId()];
  return (
    <ActDialog
      open
      title={t("console.people.giveTitle")}
      desc={t("console.people.giveDesc")}
      facts={[]}
      act={t("console.people.give")}
      isReady={subject().trim() !== ""}
      onAct={() => giveRole(subject().trim(), role())}
      done={t("console.people.gave")}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <div class="filter wide">
        <label for={subjectId}>{t("console.people.subject")}</label>
        <input
          id={subjectId}
          class="day"
          value={subject()}
          readOnly={props.start.subject !== ""}
          required
          maxLength={128}
          autocomplete="off"
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      <div class="filter wide">
        <label for={roleId}>{t("console.people.role")}</label>
        <span class="select">
          <select id={roleId} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            <For each={ROLES}>
              {(name) => (
                <option value={name} selected={name === role()}>
                  {t(`console.role.${name}`)}
                </option>
              )}
            </For>
          </select>
          <Icon name="chevron" />
        </span>
      </div>
    </ActDialog>
  );
}
