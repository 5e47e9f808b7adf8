// The Kd of IL-2 and its receptor's alpha chain, with the Data Package client: node with_javascript.mjs URL
import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import datapackage from "datapackage";

const url = process.argv[2];
const sums = (await (await fetch(`${url}/SHA256SUMS`)).text()).trim().split("\n").map((line) => line.split("  "));
const [expected, name] = sums.find(([, file]) => file.endsWith("-csv.zip"));
const bytes = Buffer.from(await (await fetch(`${url}/${name}`)).arrayBuffer());
if (createHash("sha256").update(bytes).digest("hex") !== expected) throw new Error(`${name} is damaged`);
const archive = join(await mkdtemp(join(tmpdir(), "il2data-")), name);
await writeFile(archive, bytes);

const release = await datapackage.Package.load(archive);
const read = (table) => release.getResource(table).read({ keyed: true });
const status = new Map((await read("facts")).map((fact) => [fact.fact_id, fact.status]));
const found = (await read("affinities")).filter(
  (row) => row.quantity === "Kd" && row.ligand_id === "UniProtKB:P60568" && row.target_id === "UniProtKB:P01589" && row.value !== null,
);
for (const row of found) console.log([row.fact_id, row.value, row.unit, status.get(row.fact_id)].join("\t"));
