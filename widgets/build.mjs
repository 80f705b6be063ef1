// Builds the front end into mxgrad_widgets/static; MXGRAD_STATIC names another folder (the test compares the two).
import * as esbuild from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = process.env.MXGRAD_STATIC || path.join(here, "mxgrad_widgets", "static");
/** @type {esbuild.BuildOptions} */
const common = { absWorkingDir: here, bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning" };
const out = (/** @type {string} */ name) => path.join(outdir, name);

await esbuild.build({ ...common, entryPoints: ["src/widget.js"], format: "esm", outfile: out("widget.js") });
await esbuild.build({ ...common, entryPoints: ["src/predict.js"], format: "esm", outfile: out("predict.js") });
await esbuild.build({ ...common, entryPoints: ["src/predict.css"], outfile: out("predict.css") });
await esbuild.build({ ...common, entryPoints: ["src/page.js"], format: "iife", outfile: out("page.js") });
await esbuild.build({ ...common, entryPoints: ["src/views/panels.js"], format: "esm", outfile: out("panels-widget.js") });
await esbuild.build({ ...common, entryPoints: ["src/views/panels.js"], format: "iife", globalName: "mxgradPanels", outfile: out("panels-page.js") });
await esbuild.build({ ...common, entryPoints: ["src/player.css"], outfile: out("player.css") });
await esbuild.build({ ...common, entryPoints: ["src/scene.css"], outfile: out("scene.css") });
for (const name of ["curve-widget", "curve-page"]) {
  await esbuild.build({ ...common, entryPoints: [`src/curves/${name}.js`], format: name.endsWith("page") ? "iife" : "esm", outfile: out(`${name}.js`) });
}
await esbuild.build({ ...common, entryPoints: ["src/curves/curve.css"], outfile: out("curve.css") });
