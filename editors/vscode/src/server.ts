/** Where the server's program is: where the settings say, else in the extension, else on the PATH. */
import { access, constants, stat } from "node:fs/promises";
import * as path from "node:path";

const NAME = process.platform === "win32" ? "matgrad.exe" : "matgrad";

/** What was found, or why nothing was. */
export type Found = { program: string } | { problem: string };

/** Finds the program. Nothing is looked up in the folder that the editor happens to run in. */
export async function find(setting: string, extension: string, environment = process.env): Promise<Found> {
    const chosen = setting.trim().replace(/^~(?=\/|\\)/, environment["HOME"] ?? "~");
    if (chosen !== "") {
        if (!path.isAbsolute(chosen)) return { problem: `matgrad.server.path is not an absolute path: ${chosen}` };
        return (await runs(chosen)) ? { program: chosen } : { problem: `matgrad.server.path names no program: ${chosen}` };
    }
    const folders = (environment["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
    for (const folder of [path.join(extension, "bin"), ...folders]) {
        const program = path.join(folder, NAME);
        if (await runs(program)) return { program };
    }
    return { problem: "There is no matgrad in this extension nor on the PATH." };
}

async function runs(program: string): Promise<boolean> {
    try {
        await access(program, constants.X_OK);
        return (await stat(program)).isFile();
    } catch {
        return false;
    }
}
