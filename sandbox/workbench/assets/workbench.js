/* global EntitlementPortal */
// A host product's own code, as small as it can be: the portal is opened by embed.js with a token from its own backend.
(() => {
  const by = (id) => document.getElementById(id);
  let portal;

  async function getToken() {
    const answer = await fetch("/portal-token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ customer: by("customer").value }),
    });
    if (!answer.ok) throw new Error(`the backend answers ${answer.status}`);
    return (await answer.json()).token;
  }

  function openPortal() {
    portal?.close();
    portal = EntitlementPortal.open({
      container: by("portal"),
      getToken,
      title: "账户与订阅",
      language: by("language").value,
      theme: by("theme").value,
      onError: (error) => {
        by("said").textContent = String(error);
      },
    });
  }

  function show(view) {
    for (const button of document.querySelectorAll("nav button"))
      if (button.dataset.view === view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    by("chat").hidden = view !== "chat";
    by("portal").hidden = view !== "portal";
    if (view === "portal" && !portal) openPortal();
  }

  for (const button of document.querySelectorAll("nav button"))
    button.onclick = () => show(button.dataset.view);
  by("customer").onchange = () => portal && openPortal();
  by("language").onchange = () => portal?.setLanguage(by("language").value);
  by("theme").onchange = () => {
    document.documentElement.dataset.theme = by("theme").value;
    portal?.setTheme(by("theme").value);
  };
  show(location.hash === "#portal" ? "portal" : "chat");
})();
