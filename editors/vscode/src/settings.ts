/** What the settings of the editor say to the server: the words of a `matgrad.toml`, as far as somebody set them. */
import * as vscode from "vscode";
import { SHARED, SHOWN } from "./shared";

/** The settings that are not at their default. */
export function settings(): Record<string, unknown> {
    const section = vscode.workspace.getConfiguration("matgrad");
    const set = [...SHARED, ...SHOWN].filter((name) => {
        const found = section.inspect(name);
        return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined && value !== null);
    });
    return Object.fromEntries(set.map((name) => [name, section.get(name)]));
}
