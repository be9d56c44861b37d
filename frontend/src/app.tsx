import { Router } from "@solidjs/router";
import { lazy } from "solid-js";
import { PAGES } from "./pages.ts";
import { Frame } from "./shared/frame/Frame.tsx";

const ROUTES = PAGES.map(({ path, load }) => ({ path, component: lazy(load) }));

export const App = () => (
  <Router root={(props) => <Frame pages={PAGES}>{props.children}</Frame>}>{ROUTES}</Router>
);
