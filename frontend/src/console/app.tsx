import { Router } from "@solidjs/router";
import { lazy } from "solid-js";
import { BASE } from "./addresses.ts";
import { Frame } from "./frame/Frame.tsx";
import { PAGES } from "./pages.ts";

const ROUTES = PAGES.map(({ path, load }) => ({ path, component: lazy(load) }));

export const App = () => (
  <Router base={BASE} root={(props) => <Frame>{props.children}</Frame>}>
    {ROUTES}
  </Router>
);
