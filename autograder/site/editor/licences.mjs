// Writes editor.licences.txt: the notices of every package that the bundle contains.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const bundled = JSON.parse(readFileSync("bundle.json", "utf8"));
const folders = new Set();
for (const file of Object.keys(bundled.inputs)) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
  if (found) folders.add(found[1]);
}
const notices = [...folders].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync("editor.licences.txt", notices.join(`\n${"-".repeat(72)}\n\n`));
