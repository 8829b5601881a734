// Packs the extension:   node package.mjs [--target PLATFORM --server PROGRAM] [--out FILE]
// With a platform as VS Code names them, such as linux-x64, the program is put inside; else the extension finds it on the PATH.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { target: { type: "string" }, server: { type: "string" }, out: { type: "string" } } });
if ((values.target === undefined) !== (values.server === undefined)) throw new Error("a platform needs a program, and a program a platform");

rmSync("bin", { recursive: true, force: true });
rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["build.mjs"], { stdio: "inherit" });
if (values.server) {
    const program = `bin/${values.target.startsWith("win32") ? "matgrad.exe" : "matgrad"}`;
    mkdirSync("bin");
    copyFileSync(values.server, program);
    chmodSync(program, 0o755);
}
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(`../../${name}`, name);
copyFileSync("../../examples/gradients.md", "media/sample.md");

const platform = values.target ? ["--target", values.target] : [];
const out = values.out ?? `matgrad${values.target ? `-${values.target}` : ""}.vsix`;
const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--skip-license"];
execFileSync(process.execPath, ["node_modules/@vscode/vsce/vsce", "package", ...options, ...platform, "--out", out], { stdio: "inherit" });
