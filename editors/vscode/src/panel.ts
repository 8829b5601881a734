/**
 * The panel that shows how a derivative is found. It belongs to a place in a document, keeps to that place while the
 * document is edited, and asks the server again whenever it needs an answer about the text as it is.
 */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Connection } from "./client";
import { type Choice, type Derivation, copies, derivation, insert } from "./derivation";
import { draw } from "./typeset/picture";
import type { Formula, FromView, ToView, View } from "./view/messages";

/** How long typing must pause before the steps are asked for again. */
const PAUSE = 300;

export class Panel implements vscode.Disposable {
    private panel: vscode.WebviewPanel | undefined;
    private place: { uri: vscode.Uri; position: vscode.Position } | undefined;
    private choice: Choice = {};
    private shown: Derivation | undefined;
    private view: ToView | undefined;
    private timer: NodeJS.Timeout | undefined;
    /** The number of the newest question; answers to others are dropped. */
    private asked = 0;
    private readonly subscriptions: vscode.Disposable[];

    constructor(
        private readonly extension: vscode.Uri,
        private readonly connection: Connection,
    ) {
        this.subscriptions = [vscode.workspace.onDidChangeTextDocument((event) => this.follow(event))];
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.panel?.dispose();
        for (const subscription of this.subscriptions) subscription.dispose();
    }

    /** Shows the derivation at a place, beside the document. */
    async show(uri: vscode.Uri, position: vscode.Position): Promise<void> {
        this.place = { uri, position };
        this.choice = {};
        this.shown = undefined;
        if (this.panel === undefined) this.open();
        else this.panel.reveal(undefined, true);
        await this.ask();
    }

    private open(): void {
        const dist = vscode.Uri.joinPath(this.extension, "dist");
        const panel = vscode.window.createWebviewPanel(
            "matgrad.derivation",
            "Derivation",
            { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
            { enableScripts: true, localResourceRoots: [dist] },
        );
        this.panel = panel;
        panel.iconPath = vscode.Uri.joinPath(this.extension, "media", "icon.png");
        panel.onDidDispose(() => (this.panel = undefined));
        panel.webview.onDidReceiveMessage((message: FromView) => this.receive(message));
        panel.webview.html = page(panel.webview, dist);
    }

    private async receive(message: FromView): Promise<void> {
        switch (message.kind) {
            case "ready":
                if (this.view) this.post(this.view);
                break;
            case "choose":
                this.choice = { ...this.choice, layout: message.layout ?? this.choice.layout, form: message.form ?? this.choice.form, wrt: message.wrt ?? this.choice.wrt };
                await this.ask();
                break;
            case "copy": {
                const text = this.shown && copies(this.shown).get(message.as);
                if (text === undefined) return;
                await vscode.env.clipboard.writeText(text);
                this.post({ kind: "say", text: `Copied as ${message.as}.`, problem: false });
                break;
            }
            case "insert":
                await this.insert(message.what);
        }
    }

    private async insert(what: "result" | "steps"): Promise<void> {
        const { client } = this.connection;
        if (this.place === undefined || client === undefined) return;
        const document = await vscode.workspace.openTextDocument(this.place.uri);
        if (this.shown?.version !== document.version) await this.ask();
        const edit = what === "result" ? this.shown?.insert : this.shown?.insertSteps;
        const done = this.shown !== undefined && (await insert(client, document, this.shown, edit));
        this.post({ kind: "say", text: done ? "Inserted." : "This cannot be inserted here.", problem: !done });
    }

    /** Asks the server and shows its answer, or says why there is none. */
    private async ask(): Promise<void> {
        clearTimeout(this.timer);
        const { client } = this.connection;
        if (this.place === undefined) return;
        const asked = ++this.asked;
        if (client === undefined) return this.say("The server is not running.");
        try {
            const found = await derivation(client, this.place.uri, this.place.position, this.choice);
            if (asked !== this.asked) return;
            if (found === undefined) {
                this.shown = undefined;
                return this.say("There is nothing to derive at this place.");
            }
            this.shown = found;
            if (this.panel) this.panel.title = found.title;
            this.post((this.view = { kind: "show", view: present(found) }));
        } catch (error) {
            if (asked === this.asked) this.say(error instanceof Error ? error.message : String(error));
        }
    }

    private say(text: string): void {
        const said: ToView = { kind: "say", text, problem: true };
        this.view ??= said;
        this.post(said);
    }

    private post(message: ToView): void {
        void this.panel?.webview.postMessage(message);
    }

    /** Keeps to the place while the text around it changes, and asks again when typing pauses. */
    private follow(event: vscode.TextDocumentChangeEvent): void {
        if (this.panel === undefined || event.document.uri.toString() !== this.place?.uri.toString()) return;
        for (const change of event.contentChanges) this.place.position = moved(this.place.position, change);
        if (event.contentChanges.length === 0) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.ask(), PAUSE);
    }
}

/** Where a place is after an edit before it. */
function moved(position: vscode.Position, { range, text }: vscode.TextDocumentContentChangeEvent): vscode.Position {
    if (position.isBefore(range.end)) return position;
    const added = text.split(/\r\n|\r|\n/);
    const last = added.at(-1) ?? "";
    const start = added.length === 1 ? range.start.character : 0;
    const character = position.line === range.end.line ? start + last.length + position.character - range.end.character : position.character;
    return new vscode.Position(range.start.line + added.length - 1 + position.line - range.end.line, character);
}

function present(found: Derivation): View {
    const layouts = ["mixed", "numerator", "denominator"];
    return {
        title: found.title,
        result: formula(found.latex, found.unicode),
        steps: found.steps.map((step) => ({ formula: formula(step.latex, step.unicode), rule: step.rule, source: step.source ?? "" })),
        layout: found.layout,
        layouts: layouts.includes(found.layout) ? layouts : [found.layout, ...layouts],
        form: found.form,
        forms: found.forms,
        wrt: found.wrt,
        variables: found.variables.map((value) => ({ value, label: name(value) })),
        copies: [...copies(found).keys()],
        canInsert: Boolean(found.insert),
        canInsertSteps: Boolean(found.insertSteps),
    };
}

/** A variable as one word of plain text. */
function name(latex: string): string {
    return latex.replace(/\\(?:math|text|operatorname|bold)[a-z]*\s*/g, "").replace(/[{}]/g, "").trim() || latex;
}

function formula(latex: string, text = latex): Formula {
    const picture = draw(latex, true);
    return picture ? { text, ...picture } : { text };
}

/** The page, which may run one script and show nothing from elsewhere. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
    const nonce = randomBytes(16).toString("base64");
    const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${at("view.css")}">
<title>Derivation</title>
</head>
<body>
<main id="content"></main>
<p id="said" role="status"></p>
<script nonce="${nonce}" src="${at("view.js")}"></script>
</body>
</html>`;
}
