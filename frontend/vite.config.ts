import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

export default defineConfig({
  plugins: [solid()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // The CSP allows no data: scripts or styles, and hashed files cache better than inlined ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
