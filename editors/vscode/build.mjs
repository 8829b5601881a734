// Bundles the extension, the panel's script and, with --tests, the tests into dist/.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, logLevel: "warning" };
const node = { ...common, platform: "node", target: "node20", format: "cjs", external: ["vscode"], mainFields: ["module", "main"] };
const jobs = [
    build({ ...node, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: true, metafile: true }),
    build({ ...common, entryPoints: ["src/view/main.ts"], outfile: "dist/view.js", target: "es2022", format: "iife", minify: true }),
    build({ ...common, entryPoints: ["src/view/style.css"], outfile: "dist/view.css", minify: true }),
];
if (process.argv.includes("--tests")) {
    jobs.push(
        build({ ...node, entryPoints: ["test/unit/all.ts"], outfile: "dist/test/unit.js" }),
        build({ ...node, entryPoints: ["test/host/index.ts"], outfile: "dist/test/host.js" }),
    );
}
const [extension] = await Promise.all(jobs);

// The licences of what is in the bundle.
const folders = Object.keys(extension.metafile.inputs).map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
const texts = [...new Set(folders)].filter(Boolean).sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    return `${name} ${version}, ${license}\n\n${file ? readFileSync(`${folder}/${file}`, "utf8").trim() : ""}\n`;
});
writeFileSync("dist/THIRD-PARTY.txt", texts.join(`\n${"-".repeat(80)}\n\n`));
