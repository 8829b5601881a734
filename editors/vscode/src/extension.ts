/** Puts the parts together when the first document is opened that matgrad reads. */
import * as vscode from "vscode";
import { Connection } from "./client";
import { commands } from "./commands";
import { Panel } from "./panel";
import { Status } from "./status";
import { Theme } from "./theme";

let connection: Connection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const theme = new Theme();
    const current = new Connection(context, theme);
    connection = current;
    const panel = new Panel(context.extensionUri, current);
    context.subscriptions.push(theme, current, new Status(current), panel, ...commands(context, current, panel));
    context.subscriptions.push(
        vscode.workspace.onDidChangeConfiguration(async (event) => {
            // Of all others the server is told by the client.
            if (event.affectsConfiguration("matgrad.server.path")) await current.restart();
        }),
    );
    await current.start();
}

export async function deactivate(): Promise<void> {
    await connection?.stop();
}
