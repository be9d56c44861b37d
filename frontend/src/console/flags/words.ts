import type { ConsoleFlag } from "../api/settings.ts";
import { named, t, textOf } from "../i18n.ts";

/** What a flag is called and what its values are, in the operator's language. */

export function titleOf(flag: Pick<ConsoleFlag, "meaning" | "language">): string {
  const title = named(`console.flag.${flag.meaning}`);
  return flag.language === null
    ? title
    : t("console.flags.inLanguage", {
        title,
        language: named(`console.language.${flag.language}`),
      });
}

export const descriptionOf = (flag: Pick<ConsoleFlag, "meaning">): string =>
  textOf(`console.flagDesc.${flag.meaning}`) ?? "";

/** A value in words; a text is shown as it is. */
export function valueText(
  flag: Pick<ConsoleFlag, "group" | "kind" | "meaning" | "language">,
  value: string,
): string {
  switch (flag.kind) {
    case "switch":
      return named(`console.switch.${flag.group}.${value}`);
    case "choice":
      return textOf(`console.choice.${flag.meaning}.${value}`) ?? value;
    case "number":
      if (!/^\d+$/.test(value)) return value;
      return (
        textOf(`console.choice.${flag.meaning}.${value}`) ??
        t("console.flags.days", { count: value })
      );
    default:
      return value === "" ? withoutText(flag.language) : value;
  }
}

/** What readers get where nothing is set. */
const withoutText = (language: ConsoleFlag["language"]): string =>
  t(language === null ? "console.flags.ownText" : "console.flags.commonText");

/** What was stored, or that nothing was. */
export const storedText = (flag: ConsoleFlag, stored: string | null): string =>
  stored === null
    ? t("console.flags.unset", { value: valueText(flag, flag.default) })
    : valueText(flag, flag.kind === "switch" ? switchWord(stored) : stored);

/** What `wrangler` wrote may be another word for it; what is none stays as it is. */
function switchWord(stored: string): string {
  const word = stored.trim().toLowerCase();
  if (["true", "on", "yes", "1"].includes(word)) return "true";
  return ["false", "off", "no", "0"].includes(word) ? "false" : stored;
}

/** Whether a flag has to do with what is looked for. */
export function isFound(flag: ConsoleFlag, sought: string): boolean {
  const words = [flag.name, titleOf(flag), descriptionOf(flag), flag.value].join(" ").toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}
