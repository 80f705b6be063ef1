// Builds the front end into mxgrad_widgets/static; MXGRAD_STATIC names another folder (the test compares the two).
import * as esbuild from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = process.env.MXGRAD_STATIC || path.join(here, "mxgrad_widgets", "static");
/** Long names that the player's views use between themselves: neither the page, the payload nor a test reads them. */
const mangleProps = /^(element|actions|camera|pointers|dragging|waiting|payload|drawing|drawings|chosen|supply|asking|observer|wanted|playing|picked|notice|strip|label|store|panes|known|around|frames|graph|views|inspected|loops|plot|drawn|fetched|equations|state|asked|cancelling|player|fields|rerun|reach|wraps|listeners|larger|byElement|sliders|darken|track|changing|kernelGone|infos|origins|moveCell|states|reveal|light|outcome|equation|inspectNode|drawnCount|window|destroy|nudge|told|pane|leading|shared|timer|called|terms|spread|least|hides|connection|wrapped|running|cancel|texts|current|bars|home|room|resize|look|late|frame|said|tabs|svg|aim|place|busy|field|fetches|zoomed|filled)$/;
/** @type {esbuild.BuildOptions} */
const common = { absWorkingDir: here, bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning" };
/** What `src/dom/short-names.js` spells once. */
const define = Object.fromEntries(["Max", "Min", "Floor", "Round", "Abs"].map((name) => [`Math.${name.toLowerCase()}`, `math${name}`]));
Object.assign(define, { "document.createElement": "create", "document.createElementNS": "createNS" });
const player = { ...common, mangleProps, define, inject: ["src/dom/short-names.js"] };
const out = (/** @type {string} */ name) => path.join(outdir, name);

await esbuild.build({ ...player, entryPoints: ["src/widget.js"], format: "esm", outfile: out("widget.js") });
await esbuild.build({ ...common, entryPoints: ["src/predict.js"], format: "esm", outfile: out("predict.js") });
await esbuild.build({ ...common, entryPoints: ["src/predict.css"], outfile: out("predict.css") });
await esbuild.build({ ...player, entryPoints: ["src/page.js"], format: "iife", outfile: out("page.js") });
await esbuild.build({ ...common, entryPoints: ["src/player.css"], outfile: out("player.css") });
await esbuild.build({ ...common, entryPoints: ["src/scene.css"], outfile: out("scene.css") });
for (const name of ["curve-widget", "curve-page"]) {
  await esbuild.build({ ...common, entryPoints: [`src/curves/${name}.js`], format: name.endsWith("page") ? "iife" : "esm", outfile: out(`${name}.js`) });
}
await esbuild.build({ ...common, entryPoints: ["src/curves/curve.css"], outfile: out("curve.css") });
