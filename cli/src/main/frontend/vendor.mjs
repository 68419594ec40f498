// Copies the minified chart libraries out of node_modules, with the licence of every package that
// is bundled in them.
//
//   node vendor.mjs NODE_MODULES OUT

import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [modules, out] = process.argv.slice(2);
const bundles = ["vega", "vega-lite", "vega-embed"];

function manifest(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
}

function licenceText(name) {
  const file = readdirSync(join(modules, name)).find((entry) => /^licen[cs]e/i.test(entry));
  return file ? readFileSync(join(modules, name, file), "utf8").trim() : "(the package carries no licence text)";
}

/** Every package that the bundles are built from, by following runtime dependencies. */
function bundled() {
  const seen = new Set();
  const waiting = [...bundles];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (seen.has(name) || !existsSync(join(modules, name, "package.json"))) {
      continue;
    }
    seen.add(name);
    waiting.push(...Object.keys(manifest(name).dependencies ?? {}));
  }
  return [...seen].sort();
}

for (const name of bundles) {
  copyFileSync(join(modules, name, "build", `${name}.min.js`), join(out, `${name}.min.js`));
}

const sections = bundled().map((name) => {
  const { version, license } = manifest(name);
  return `${name} ${version} (${license})\n\n${licenceText(name)}\n`;
});
const heading = "Reports contain vega, vega-lite and vega-embed, which are built from these packages:\n";
writeFileSync(join(out, "LICENSES.txt"), [heading, ...sections].join(`\n${"-".repeat(72)}\n\n`));
