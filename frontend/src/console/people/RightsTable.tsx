import type { Right } from "../api/types.ts";
import { t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { ROLES, ROLES_WITH } from "./rights.ts";

/** Who may do what, for the owner who gives a role. */
export function RightsTable() {
  const rights = Object.keys(ROLES_WITH) as Right[];
  return (
    <Section title={t("console.people.rights")}>
      <DataTable
        caption={t("console.people.rights")}
        rows={rights}
        columns={[
          { head: t("console.people.right"), cell: (right) => t(`console.right.${right}`) },
          ...ROLES.map((role) => ({
            head: t(`console.role.${role}`),
            cell: (right: Right) =>
              ROLES_WITH[right].includes(role) ? (
                t("console.people.yes")
              ) : (
                <span class="muted">{t("console.people.no")}</span>
              ),
          })),
        ]}
      />
    </Section>
  );
}
