// Shows the page's outline in the reader's language. The code is loaded once the outline has been painted: any sooner would
// delay the paint on a slow phone.
(() => {
  const root = document.documentElement;
  const app = document.getElementById("app");
  const ours = `template[lang="${root.lang}"]`;
  const shell = document.querySelector(ours);
  const failure = document.querySelector(`${ours}[data-failure]`);
  document.title = shell.dataset.title;
  app.append(shell.content);
  for (const template of document.querySelectorAll("template[lang]")) template.remove();

  // The code itself calls it, too, when its texts do not arrive.
  const fail = (error) => {
    console.error(error);
    app.replaceChildren(failure.content);
    app.removeAttribute("inert");
    app.querySelector("button").onclick = () => location.reload();
    app.querySelector("[role=alert]").focus();
  };
  globalThis.failStart = fail;

  const { entry, modules } = root.dataset;
  const preload = (href) => {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  };
  let started = false;
  const start = () => {
    if (started) return;
    started = true;
    for (const href of [entry, ...modules.split(" "), shell.dataset.texts]) preload(href);
    setTimeout(() => import(entry).catch(fail));
  };
  new PerformanceObserver(start).observe({ type: "paint", buffered: true });
  setTimeout(start, 500); // A page in the background is not painted.
})();
