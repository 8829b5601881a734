import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { find } from "../../src/server";

test("the server is the one that was chosen, else the extension's own, else the one on the path", async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), "matgrad-find-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const program = (...parts: string[]): string => {
        const file = path.join(folder, ...parts, process.platform === "win32" ? "matgrad.exe" : "matgrad");
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, "");
        chmodSync(file, 0o755);
        return file;
    };
    const [chosen, bundled, onPath] = [program("chosen"), program("bundled", "bin"), program("path")];
    const PATH = ["relative", path.join(folder, "nowhere"), path.join(folder, "path")].join(path.delimiter);
    const empty = path.join(folder, "empty");
    const cases: [string, string, string, string | RegExp][] = [
        [chosen, path.join(folder, "bundled"), PATH, chosen],
        ["", path.join(folder, "bundled"), PATH, bundled],
        ["", empty, PATH, onPath],
        ["", empty, "", /no matgrad/],
        [path.join(folder, "gone"), empty, PATH, /names no program/],
        [folder, empty, PATH, /names no program/],
        ["bin/matgrad", empty, PATH, /not an absolute path/],
    ];
    for (const [setting, extension, path, expected] of cases) {
        const found = await find(setting, extension, { PATH: path });
        if (typeof expected === "string") assert.deepEqual(found, { program: expected });
        else assert.match((found as { problem: string }).problem, expected);
    }
});
