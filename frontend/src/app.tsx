import { Router } from "@solidjs/router";
import { lazy } from "solid-js";
import { Frame } from "./components/layout/Frame.tsx";
import { PAGES } from "./routes.ts";

const ROUTES = PAGES.map(({ path, load }) => ({ path, component: lazy(load) }));

export const App = () => <Router root={Frame}>{ROUTES}</Router>;
