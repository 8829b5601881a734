/** The connection to the server: started, stopped, started again, and hovers typeset on their way to the reader. */
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { SELECTOR } from "./languages";
import { find } from "./server";
import { settings } from "./settings";
import type { Theme } from "./theme";
import { typeset } from "./typeset/markdown";

/** What the connection is like. */
export type Health = "starting" | "running" | "stopped" | "missing";

export class Connection implements vscode.Disposable {
    readonly log = vscode.window.createOutputChannel("matgrad", { log: true });
    /** Why there is no server, where there is none. */
    problem = "";
    private current: LanguageClient | undefined;
    private state: Health = "stopped";
    private readonly changed = new vscode.EventEmitter<Health>();
    readonly onDidChange = this.changed.event;

    constructor(
        private readonly extension: vscode.ExtensionContext,
        private readonly theme: Theme,
    ) {}

    get health(): Health {
        return this.state;
    }

    /** The client of a server that runs. */
    get client(): LanguageClient | undefined {
        return this.state === "running" ? this.current : undefined;
    }

    /** The name and version that the server gave itself. */
    get server(): string {
        const info = this.current?.initializeResult?.serverInfo;
        return info === undefined ? "" : `${info.name} ${info.version ?? ""}`.trim();
    }

    async start(): Promise<void> {
        this.become("starting");
        const setting = vscode.workspace.getConfiguration("matgrad").get<string>("server.path") ?? "";
        const found = await find(setting, this.extension.extensionPath);
        if ("problem" in found) {
            this.problem = found.problem;
            this.log.error(found.problem);
            this.become("missing");
            void this.explain();
            return;
        }
        this.log.info(`The server is ${found.program}`);
        const client = new LanguageClient(
            "matgrad",
            "matgrad",
            { command: found.program, args: ["lsp"], transport: TransportKind.stdio },
            {
                documentSelector: SELECTOR,
                initializationOptions: () => ({ settings: settings(), copyAs: true, showDerivation: true }),
                outputChannel: this.log,
                middleware: this.middleware(),
            },
        );
        this.current = client;
        client.onDidChangeState(({ newState }) => {
            if (client !== this.current) return;
            this.become(newState === State.Running ? "running" : newState === State.Starting ? "starting" : "stopped");
        });
        try {
            await client.start();
        } catch (error) {
            this.problem = error instanceof Error ? error.message : String(error);
            this.log.error(this.problem);
            if (client === this.current) this.become("stopped");
        }
    }

    async stop(): Promise<void> {
        const client = this.current;
        this.current = undefined;
        this.become("stopped");
        await client?.dispose().catch((error: unknown) => this.log.warn(String(error)));
    }

    async restart(): Promise<void> {
        await this.stop();
        await this.start();
    }

    dispose(): void {
        this.changed.dispose();
        this.log.dispose();
    }

    private become(health: Health): void {
        this.state = health;
        this.changed.fire(health);
    }

    private async explain(): Promise<void> {
        const choose = "Choose the Program";
        const chosen = await vscode.window.showErrorMessage(
            `matgrad: ${this.problem} Install it with cargo, or say where it is.`,
            choose,
            "Show Log",
        );
        if (chosen === choose) await vscode.commands.executeCommand("workbench.action.openSettings", "matgrad.server.path");
        else if (chosen !== undefined) this.log.show();
    }

    private middleware(): Middleware {
        return {
            // The server gives the code; the clipboard is the editor's.
            executeCommand: async (command, parameters, next) => {
                const result: unknown = await next(command, parameters);
                if (command === "matgrad.code" && typeof result === "string") {
                    await vscode.env.clipboard.writeText(result);
                    vscode.window.setStatusBarMessage("matgrad: copied", 3000);
                }
                return result;
            },
            provideHover: async (document, position, token, next) => {
                const hover = await next(document, position, token);
                if (!hover || !vscode.workspace.getConfiguration("matgrad").get<boolean>("hover.typeset")) return hover;
                const colour = await this.theme.colour();
                const size = vscode.workspace.getConfiguration("editor", document).get<number>("fontSize") ?? 14;
                const contents = hover.contents.map((content) => {
                    if (!(content instanceof vscode.MarkdownString)) return content;
                    const picture = new vscode.MarkdownString(typeset(content.value, { colour, size }));
                    // For the place of pictures in a line; all other HTML was taken out.
                    picture.supportHtml = true;
                    return picture;
                });
                return new vscode.Hover([...contents, ...link(document, position, hover)], hover.range);
            },
        };
    }
}

/** The way from a hover to the panel, where there is something derived in the hover. */
function link(document: vscode.TextDocument, position: vscode.Position, hover: vscode.Hover): vscode.MarkdownString[] {
    const derives = hover.contents.some((content) => content instanceof vscode.MarkdownString && content.value.includes("$$"));
    if (!derives) return [];
    const place = encodeURIComponent(JSON.stringify([document.uri.toString(), position.line, position.character]));
    const text = new vscode.MarkdownString(`[Show derivation](command:matgrad.showDerivation?${place} "Show every step in a panel")`);
    text.isTrusted = { enabledCommands: ["matgrad.showDerivation"] };
    return [text];
}
