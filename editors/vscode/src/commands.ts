/** The commands. Each says what is wrong where it cannot do what it is for. */
import * as vscode from "vscode";
import type { Connection } from "./client";
import { type Choice, type Derivation, type Edit, type Form, copies, derivation, insert } from "./derivation";
import { reads } from "./languages";
import type { Panel } from "./panel";

export function commands(context: vscode.ExtensionContext, connection: Connection, panel: Panel): vscode.Disposable[] {
    const at = (): { document: vscode.TextDocument; position: vscode.Position } | undefined => {
        const editor = vscode.window.activeTextEditor;
        if (editor !== undefined && reads(editor.document)) return { document: editor.document, position: editor.selection.active };
        void vscode.window.showInformationMessage("matgrad: put the cursor into a formula first.");
        return undefined;
    };
    const ask = async (document: vscode.TextDocument, position: vscode.Position, choice: Choice): Promise<Derivation | undefined> => {
        const { client } = connection;
        if (client === undefined) {
            void vscode.window.showWarningMessage("matgrad: the server is not running.");
            return undefined;
        }
        try {
            const found = await derivation(client, document.uri, position, choice);
            if (found === undefined) void vscode.window.showInformationMessage("matgrad: there is nothing to derive at the cursor.");
            return found;
        } catch (error) {
            void vscode.window.showWarningMessage(`matgrad: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
        }
    };
    const write = async (choice: Choice, edit: (found: Derivation) => Edit | null | undefined): Promise<void> => {
        const place = at();
        const found = place && (await ask(place.document, place.position, choice));
        if (!place || !found) return;
        if (choice.form !== undefined && found.form !== choice.form) {
            void vscode.window.showInformationMessage(`matgrad: there is no ${choice.form} here, but a ${found.forms.join(", ")}.`);
        } else if (!connection.client || !(await insert(connection.client, place.document, found, edit(found)))) {
            void vscode.window.showInformationMessage("matgrad: nothing can be inserted here.");
        }
    };
    const form = (form: Form) => () => write({ form }, (found) => found.insert);
    const register = vscode.commands.registerCommand;
    return [
        register("matgrad.showDerivation", async (uri?: unknown, line?: unknown, character?: unknown) => {
            if (typeof uri === "string" && typeof line === "number" && typeof character === "number") {
                await panel.show(vscode.Uri.parse(uri, true), new vscode.Position(line, character));
                return;
            }
            const place = at();
            if (place) await panel.show(place.document.uri, place.position);
        }),
        register("matgrad.insertGradient", form("gradient")),
        register("matgrad.insertJacobian", form("jacobian")),
        register("matgrad.insertHessian", form("hessian")),
        register("matgrad.insertDifferential", form("differential")),
        register("matgrad.insertDerivation", () => write({}, (found) => found.insertSteps)),
        register("matgrad.copyDerivative", async () => {
            const place = at();
            const found = place && (await ask(place.document, place.position, {}));
            if (!found) return;
            const texts = copies(found);
            const items = [...texts].map(([label, text]) => ({ label, detail: text.trim().split("\n")[0] ?? "" }));
            const chosen = await vscode.window.showQuickPick(items, { title: found.title, placeHolder: "Copy as" });
            const text = chosen && texts.get(chosen.label);
            if (text === undefined) return;
            await vscode.env.clipboard.writeText(text);
            vscode.window.setStatusBarMessage(`matgrad: copied as ${chosen?.label ?? ""}`, 3000);
        }),
        register("matgrad.chooseLayout", chooseLayout),
        register("matgrad.restartServer", () => connection.restart()),
        register("matgrad.showLog", () => connection.log.show()),
        register("matgrad.openWalkthrough", () =>
            vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#start`),
        ),
        register("matgrad.openSample", () => openSample(context)),
        register("matgrad.menu", menu),
    ];
}

const LAYOUTS = [
    { label: "As each document says or does", value: undefined, description: "" },
    { label: "mixed", value: "mixed", description: "Jacobians with outputs as rows, gradients as columns" },
    { label: "numerator", value: "numerator", description: "outputs as rows; the derivative of a scalar is the transposed gradient" },
    { label: "denominator", value: "denominator", description: "outputs as columns" },
];

async function chooseLayout(): Promise<void> {
    const chosen = await vscode.window.showQuickPick(LAYOUTS, { title: "Layout of derivatives" });
    if (chosen === undefined) return;
    const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration("matgrad").update("layout", chosen.value, target);
}

async function openSample(context: vscode.ExtensionContext): Promise<void> {
    const file = vscode.Uri.joinPath(context.extensionUri, "media", "sample.md");
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }));
}

/** What a click on the status bar offers. */
async function menu(): Promise<void> {
    const items = [
        { label: "$(symbol-operator) Show Derivation", command: "matgrad.showDerivation" },
        { label: "$(layout) Choose Layout…", command: "matgrad.chooseLayout" },
        { label: "$(warning) Show Problems", command: "workbench.actions.view.problems" },
        { label: "$(debug-restart) Restart Server", command: "matgrad.restartServer" },
        { label: "$(output) Show Log", command: "matgrad.showLog" },
        { label: "$(book) Open Walkthrough", command: "matgrad.openWalkthrough" },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: "matgrad" });
    if (chosen) await vscode.commands.executeCommand(chosen.command);
}
