import { html } from "hono/html";
import { type Language, type Markup, page } from "../pages.ts";
import { PEOPLE, type Person } from "./people.ts";

const TEXTS = {
  zh: {
    title: "选择身份登录",
    subtitle: "本机沙盒身份服务",
    operator: "运营",
    customer: "客户",
    footer: "演示身份，无需密码。",
    refused: "无法登录",
    signedOut: "已退出登录",
    signedOutMore: "可以关闭此页面。",
  },
  en: {
    title: "Choose who signs in",
    subtitle: "Identity provider of the local sandbox",
    operator: "Operator",
    customer: "Customer",
    footer: "Demo identities, no password.",
    refused: "Cannot sign in",
    signedOut: "Signed out",
    signedOutMore: "You can close this page.",
  },
} as const;

interface Choice {
  /** The authorization request, sent along again with the choice. */
  parameters: URLSearchParams;
  /** Who signed in here last. */
  current: string | undefined;
}

export function choicePage(language: Language, { parameters, current }: Choice): Markup {
  const texts = TEXTS[language];
  const hidden = [...parameters].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const people = PEOPLE.map((person) => personButton(language, person, person.sub === current));
  return page(
    language,
    texts.title,
    html`${head(texts.title, texts.subtitle)}
<form method="post" action="/identity/authorize">${hidden}${people}</form>
<footer>${texts.footer}</footer>`,
  );
}

export const refusedPage = (language: Language, problem: string): Markup =>
  page(
    language,
    TEXTS[language].refused,
    html`${head(TEXTS[language].refused, TEXTS[language].subtitle)}<p class="notice danger">${problem}</p>`,
  );

export const signedOutPage = (language: Language): Markup =>
  page(
    language,
    TEXTS[language].signedOut,
    html`${head(TEXTS[language].signedOut, TEXTS[language].subtitle)}<p>${TEXTS[language].signedOutMore}</p>`,
  );

const head = (title: string, subtitle: string): Markup =>
  html`<header><span class="mark plain" aria-hidden="true">ID</span><div><h1>${title}</h1><small>${subtitle}</small></div></header>`;

function personButton(language: Language, person: Person, current: boolean): Markup {
  const texts = TEXTS[language];
  const role = person.role === "operator" ? texts.operator : texts.customer;
  return html`<button class="person" name="sub" value="${person.sub}"${current ? html` aria-current="true"` : ""}>
<span class="avatar" aria-hidden="true">${person.name.slice(0, 1)}</span>
<span>${person.name}<small>${person.email}</small></span><em>${role}</em></button>`;
}
