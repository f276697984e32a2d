// The runtime's lock file with our wheels in it, as an address that Pyodide can load it from, and a
// fingerprint that changes with the version of any package.

/** Our wheels lie beside this file, all others beside the runtime: give ours their whole address. */
export async function lockWithOurWheels(live) {
  const response = await self.fetch(new URL("pyodide-lock.json", live), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.url || "pyodide-lock.json"}: ${response.status}`);
  const text = await response.text();
  const lock = JSON.parse(text);
  for (const entry of Object.values(lock.packages)) {
    if (entry.file_name.startsWith("wheels/")) entry.file_name = new URL(entry.file_name, live).href;
  }
  const address = URL.createObjectURL(new Blob([JSON.stringify(lock)], { type: "application/json" }));
  return { address, fingerprint: fingerprint(text), packages: lock.packages };
}

/**
 * The files of the packages that this code imports, and of all that they depend on, as
 * {url, integrity}; others are found when the code runs.
 */
export function filesFor(code, names, packages, runtime) {
  const imported = new Set([...code.matchAll(/^[ \t]*(?:from|import)[ \t]+(\w+)/gm)].map(([, name]) => name));
  const queue = [...names];
  for (const [name, { imports }] of Object.entries(packages)) if (imports.some((one) => imported.has(one))) queue.push(name);
  const chosen = new Set();
  for (const name of queue) {
    const key = name.replaceAll("_", "-");
    if (chosen.has(key) || !packages[key]) continue;
    chosen.add(key);
    queue.push(...packages[key].depends);
  }
  return [...chosen].map((name) => ({
    url: new URL(packages[name].file_name, runtime).href,
    integrity: `sha256-${btoa(packages[name].sha256.replace(/../g, (byte) => String.fromCharCode(parseInt(byte, 16))))}`,
  }));
}

function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}
