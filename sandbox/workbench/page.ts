import { html } from "hono/html";
import { PEOPLE } from "../identity/people.ts";
import type { Markup } from "../pages.ts";

/** The host product's page: a sidebar, and in it the entry that shows the portal. */
export const workbenchPage = (appUrl: string): Markup => html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>示例工作台</title>
<link rel="stylesheet" href="/workbench.css">
</head>
<body>
<aside>
<p class="brand">示例工作台</p>
<nav>
<button type="button" data-view="chat">💬 对话</button>
<button type="button" data-view="portal">💳 账户与订阅</button>
</nav>
<label>客户<select id="customer">${PEOPLE.map(
  ({ sub, name }) => html`<option value="${sub}">${name}</option>`,
)}</select></label>
<label>语言<select id="language"><option value="zh">中文</option><option value="en">English</option><option value="jp">日本語</option></select></label>
<label>外观<select id="theme"><option value="light">浅色</option><option value="dark">深色</option></select></label>
</aside>
<main>
<section id="chat"><h1>对话</h1><p>这是使用权益中心的一个产品。侧栏的「账户与订阅」是嵌入的客户门户，来自 ${appUrl}。</p></section>
<section id="portal" hidden><h1>账户与订阅</h1></section>
<p id="said" role="status"></p>
</main>
<script src="${appUrl}/embed.js"></script>
<script src="/workbench.js"></script>
</body>
</html>`;
