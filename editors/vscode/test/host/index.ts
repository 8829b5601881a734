/** Runs inside the editor's extension host: the extension through the editor's own interfaces. */
import assert from "node:assert/strict";
import * as vscode from "vscode";

async function until<T>(what: string, ready: () => T | undefined | false | Promise<T | undefined | false>, limit = 20_000): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
        const result = await ready();
        if (result) return result;
        if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
        await new Promise((wake) => setTimeout(wake, 50));
    }
}

async function open(language: string, content: string): Promise<vscode.TextEditor> {
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

function place(document: vscode.TextDocument, text: string): vscode.Position {
    const at = document.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return document.positionAt(at);
}

/** What the hover at a text says, once it says something. */
async function hover(document: vscode.TextDocument, text: string): Promise<string> {
    return until(`the hover over ${text}`, async () => {
        const found = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, place(document, text));
        return found.flatMap((hover) => hover.contents.map((part) => (part as vscode.MarkdownString).value)).join("\n");
    });
}

function pictures(markdown: string): string[] {
    const found = markdown.matchAll(/data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)/g);
    return [...found].map((match) => Buffer.from(match[1] ?? "", "base64").toString());
}

const QUADRATIC = "Let $A \\in \\mathbb{R}^{n\\times n}$ and $\\mathbf x \\in \\mathbb{R}^n$.\n\n";
const FORMULA = "$$\nf(\\mathbf x) = \\mathbf x^T A \\mathbf x\n$$\n";

const TESTS: Record<string, () => Promise<void>> = {
    "every command that is announced exists": async () => {
        const extension = vscode.extensions.getExtension("matgrad.matgrad");
        assert.ok(extension);
        await extension.activate();
        const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
        const all = new Set(await vscode.commands.getCommands(true));
        for (const { command } of manifest.contributes.commands) assert.ok(all.has(command), command);
    },
    "findings stand where they belong, whatever letters come before": async () => {
        const text = "Let $X \\in \\mathbb{R}^{N\\times n}$, $\\mathbf w \\in \\mathbb{R}^n$ and $\\mathbf y \\in \\mathbb{R}^N$.\n\n$$\nE(\\mathbf w) = \\| X \\mathbf w - \\mathbf y \\|_2^2\n$$\n\nHere 😀 𝐱 is $\\nabla E(\\mathbf w) = 2 X (X \\mathbf w - \\mathbf y)$\n";
        const { document } = await open("markdown", text);
        const found = await until("findings", () => vscode.languages.getDiagnostics(document.uri)[0]);
        assert.equal(found.source, "matgrad");
        assert.equal(document.getText(found.range), "2 X (X \\mathbf w - \\mathbf y)");
    },
    "hovers are pictures in every kind of document": async () => {
        for (const language of ["markdown", "quarto", "rmd", "myst", "latex"]) {
            const { document } = await open(language, QUADRATIC + FORMULA);
            const said = await hover(document, "f(\\mathbf x)");
            assert.equal(pictures(said).length, 1, language);
            assert.match(said, /Show derivation/);
            assert.doesNotMatch(said, /\$\$/);
        }
    },
    "hovers are text where that is wanted": async () => {
        const { document } = await open("markdown", QUADRATIC + FORMULA);
        const settings = vscode.workspace.getConfiguration("matgrad");
        await settings.update("hover.typeset", false, vscode.ConfigurationTarget.Global);
        try {
            const said = await hover(document, "f(\\mathbf x)");
            assert.equal(pictures(said).length, 0);
            assert.match(said, /\$\$/);
        } finally {
            await settings.update("hover.typeset", undefined, vscode.ConfigurationTarget.Global);
        }
    },
    "pictures have the colour that the theme and the user give to text": async () => {
        const { document } = await open("markdown", QUADRATIC + FORMULA);
        const workbench = vscode.workspace.getConfiguration("workbench");
        const colours = new Set<string | undefined>();
        for (const theme of ["Dark Modern", "Light Modern", "Default High Contrast"]) {
            await workbench.update("colorTheme", theme, vscode.ConfigurationTarget.Global);
            await new Promise((wake) => setTimeout(wake, 500));
            colours.add(/fill="(#[^"]*)"/.exec(pictures(await hover(document, "f(\\mathbf x)"))[0] ?? "")?.[1]);
        }
        assert.equal(colours.size, 3, [...colours].join(" "));
        await workbench.update("colorCustomizations", { "editorHoverWidget.foreground": "#123456" }, vscode.ConfigurationTarget.Global);
        await until("the user's colour", async () => pictures(await hover(document, "f(\\mathbf x)"))[0]?.includes("#123456"));
        await workbench.update("colorCustomizations", undefined, vscode.ConfigurationTarget.Global);
        await workbench.update("colorTheme", "Dark Modern", vscode.ConfigurationTarget.Global);
    },
    "each form is inserted behind its formula": async () => {
        const cases: [string, RegExp][] = [
            ["insertGradient", /\\nabla f\(\\mathbf x\) = \(A \+ A\^T\) \\mathbf x/],
            ["insertJacobian", /\\mathsf\{D\} f\(\\mathbf x\) = \\mathbf x\^T/],
            ["insertHessian", /\\nabla\^2 f\(\\mathbf x\) = A \+ A\^T/],
            ["insertDifferential", /\\mathrm\{d\} f = \\mathbf x\^T/],
            ["insertDerivation", /&= [^]*\\\\[^]*&= /],
        ];
        for (const [command, expected] of cases) {
            const editor = await open("markdown", QUADRATIC + FORMULA);
            await hover(editor.document, "f(\\mathbf x)");
            const at = place(editor.document, "f(\\mathbf x)");
            editor.selection = new vscode.Selection(at, at);
            await vscode.commands.executeCommand(`matgrad.${command}`);
            assert.match(editor.document.getText().slice((QUADRATIC + FORMULA).length), expected, command);
        }
    },
    "settings reach the server as they change": async () => {
        const { document } = await open("markdown", QUADRATIC + FORMULA);
        await hover(document, "f(\\mathbf x)");
        const lenses = (): Thenable<vscode.CodeLens[]> => vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 10);
        assert.deepEqual(await lenses(), []);
        const settings = vscode.workspace.getConfiguration("matgrad");
        await settings.update("code-lens", true, vscode.ConfigurationTarget.Global);
        const [lens] = await until("a lens", async () => (await lenses()).length > 0 && lenses());
        assert.match(lens?.command?.title ?? "", /∇f\(x\) = \(A \+ Aᵀ\)x/);
        assert.equal(lens?.command?.command, "matgrad.showDerivation");
        await settings.update("code-lens", undefined, vscode.ConfigurationTarget.Global);
        await until("no lens", async () => (await lenses()).length === 0);
    },
    "code of the light bulb goes to the clipboard": async () => {
        const { document } = await open("markdown", QUADRATIC + FORMULA);
        await hover(document, "f(\\mathbf x)");
        const at = place(document, "f(\\mathbf x)");
        const find = (): Thenable<vscode.CodeAction[]> => vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, new vscode.Range(at, at));
        const action = await until("the action", async () => (await find()).find((action) => action.title === "Copy as NumPy"));
        assert.ok(action.command);
        await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
        assert.match(await vscode.env.clipboard.readText(), /return \(A \+ A\.T\) @ x/);
    },
    "the Markdown cells of a notebook are read": async () => {
        const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, QUADRATIC + FORMULA, "markdown");
        const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([cell]));
        await vscode.window.showNotebookDocument(notebook);
        const { document } = notebook.cellAt(0);
        assert.equal(pictures(await hover(document, "f(\\mathbf x)")).length, 1);
    },
    "another server is started when the setting says so, and none where there is none": async () => {
        const { document } = await open("markdown", QUADRATIC + FORMULA);
        const settings = vscode.workspace.getConfiguration("matgrad");
        const program = settings.get<string>("server.path");
        await settings.update("server.path", "/nowhere/matgrad", vscode.ConfigurationTarget.Global);
        await until("silence", async () => {
            const found = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, place(document, "f(\\mathbf x)"));
            return found.length === 0;
        });
        await settings.update("server.path", program, vscode.ConfigurationTarget.Global);
        assert.equal(pictures(await hover(document, "f(\\mathbf x)")).length, 1);
        await vscode.commands.executeCommand("matgrad.restartServer");
        assert.equal(pictures(await hover(document, "f(\\mathbf x)")).length, 1);
    },
};

export async function run(): Promise<void> {
    let failed = 0;
    for (const [name, test] of Object.entries(TESTS)) {
        try {
            await test();
            console.log(`ok ${name}`);
        } catch (error) {
            failed += 1;
            console.log(`not ok ${name}: ${error instanceof Error ? error.stack : String(error)}`);
            // Without the extension nothing else can be tested.
            if (name === Object.keys(TESTS)[0]) break;
        }
    }
    if (failed > 0) throw new Error(`${failed} tests failed`);
}
