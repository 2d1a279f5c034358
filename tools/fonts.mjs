// Copies the fonts that certificates are set in from node_modules into the
// folder that the binary embeds, and refuses any file whose content is not the
// one this project was tested with.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const serif = join(root, "node_modules/@expo-google-fonts/noto-serif-sc");
const target = join(root, "document/fonts/ttf");

const files = [
  ["400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"],
  ["700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6"],
  ["LICENSE_FONT", "OFL.txt", "5e0da210fb04058a8c0087985d2d456b931c2579811a49655721d3cf0c36b6d6"],
];

const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

for (const [from, to, want] of files) {
  const source = join(serif, from);
  const dest = join(target, to);
  if (existsSync(dest) && digest(dest) === want) continue;
  const got = digest(source);
  if (got !== want) {
    console.error(`assay: ${from} has sha256 ${got}, expected ${want}; not copied. Run: npm ci`);
    process.exit(1);
  }
  copyFileSync(source, dest);
  console.log(`assay: copied ${to} to document/fonts/ttf`);
}
