/** The item in the status bar: whether the server runs, what was found in the document, and the layout that is set. */
import * as vscode from "vscode";
import type { Connection, Health } from "./client";
import { reads } from "./languages";

const STATES: Record<Health, string> = {
    starting: "The server is starting.",
    running: "The server is running.",
    stopped: "The server is not running.",
    missing: "The server was not found.",
};

export class Status implements vscode.Disposable {
    private readonly item = vscode.window.createStatusBarItem("matgrad.status", vscode.StatusBarAlignment.Right, 90);
    private readonly subscriptions: vscode.Disposable[];

    constructor(private readonly connection: Connection) {
        const show = (): void => this.show();
        this.item.name = "matgrad";
        this.item.command = "matgrad.menu";
        this.subscriptions = [
            connection.onDidChange(show),
            vscode.window.onDidChangeActiveTextEditor(show),
            vscode.languages.onDidChangeDiagnostics(show),
            vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("matgrad.layout") && show()),
        ];
        show();
    }

    dispose(): void {
        for (const subscription of this.subscriptions) subscription.dispose();
        this.item.dispose();
    }

    private show(): void {
        const document = vscode.window.activeTextEditor?.document;
        void vscode.commands.executeCommand("setContext", "matgrad.reads", reads(document));
        if (document === undefined || !reads(document)) return this.item.hide();
        const { health, problem, server } = this.connection;
        const found = vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.source === "matgrad");
        const layout = vscode.workspace.getConfiguration("matgrad", document).get<string | null>("layout");
        this.item.text = health === "running" ? `∂ ${count(found.length)}${layout ? ` · ${layout}` : ""}` : ICONS[health];
        this.item.backgroundColor = new vscode.ThemeColor(
            health === "stopped" || health === "missing" ? "statusBarItem.warningBackground" : "statusBarItem.background",
        );
        const lines = [
            `**matgrad** ${STATES[health]} ${health === "running" ? server : problem}`,
            `Findings in this document: ${found.length}`,
            `Layout: ${layout ?? "what the document says or does"}`,
        ];
        this.item.tooltip = new vscode.MarkdownString(lines.join("\n\n"));
        this.item.accessibilityInformation = { label: `matgrad: ${STATES[health]} ${found.length} findings` };
        this.item.show();
    }
}

const ICONS: Record<Health, string> = {
    starting: "$(loading~spin) matgrad",
    running: "∂",
    stopped: "$(debug-disconnect) matgrad",
    missing: "$(warning) matgrad",
};

function count(findings: number): string {
    return findings === 0 ? "$(check)" : `$(warning) ${findings}`;
}
