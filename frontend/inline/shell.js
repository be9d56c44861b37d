// Shows the page's outline in the reader's language. With the frame that paints it the code is sent for, and after the frame
// it is started: sooner, and the reader would keep looking at an empty window while the phone reads code.
(() => {
  const root = document.documentElement;
  const shell = document.querySelector(`template[lang="${root.lang}"]`);
  document.title = shell.dataset.title;
  document.getElementById("app").append(shell.content);
  for (const other of document.querySelectorAll("template[lang]")) other.remove();

  const { entry, modules } = root.dataset;
  const preload = (href) => {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  };
  let started = false;
  const start = () => {
    if (!started) import(entry);
    started = true;
  };
  requestAnimationFrame(() => {
    for (const href of [entry, ...modules.split(" "), shell.dataset.texts]) preload(href);
    setTimeout(start);
  });
  setTimeout(start, 500); // A page in the background is not painted.
})();
