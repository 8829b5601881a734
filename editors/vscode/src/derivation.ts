/** The server's own request: how something at a place is derived. */
import type { LanguageClient } from "vscode-languageclient/node";
import type { Range } from "vscode-languageclient";
import * as vscode from "vscode";

export const FORMS = ["gradient", "jacobian", "hessian", "differential"] as const;
export type Form = (typeof FORMS)[number];

/** What is asked for; the server chooses where nothing is said. */
export interface Choice {
    layout?: string | undefined;
    form?: string | undefined;
    wrt?: string | undefined;
}

export interface Step {
    latex: string;
    unicode: string;
    rule: string;
    source?: string | null;
}

export interface Edit {
    range: Range;
    newText: string;
}

/** The server's answer. */
export interface Derivation {
    title: string;
    form: string;
    forms: string[];
    layout: string;
    wrt: string;
    variables: string[];
    latex: string;
    unicode: string;
    steps: Step[];
    align: string;
    /** The edit that writes the result; nothing where the place cannot be written to. */
    insert?: Edit | null;
    /** The edit that writes all steps. */
    insertSteps?: Edit | null;
    code: Record<string, string | null>;
    version?: number | null;
}

/** The names of the languages that results can be copied as. */
export const CODE: Record<string, string> = { numpy: "NumPy", jax: "JAX", pytorch: "PyTorch", julia: "Julia", matlab: "MATLAB" };

/** Asks for the derivation at a place; nothing where there is none. */
export async function derivation(
    client: LanguageClient,
    uri: vscode.Uri,
    position: vscode.Position,
    choice: Choice,
): Promise<Derivation | undefined> {
    const textDocument = { uri: client.code2ProtocolConverter.asUri(uri) };
    const params = { textDocument, position: client.code2ProtocolConverter.asPosition(position), ...choice };
    return (await client.sendRequest<Derivation | null>("matgrad/derivation", params)) ?? undefined;
}

/** Everything that a derivation can be copied as, by the names that people see. */
export function copies(derivation: Derivation): Map<string, string> {
    const result = new Map([["LaTeX", derivation.latex], ["Unicode", derivation.unicode], ["Derivation (align)", derivation.align]]);
    for (const [key, name] of Object.entries(CODE)) {
        const text = derivation.code[key];
        if (text) result.set(name, text);
    }
    return result;
}

/** Makes an edit of an answer, unless the document moved on meanwhile. */
export async function insert(client: LanguageClient, document: vscode.TextDocument, found: Derivation, edit?: Edit | null): Promise<boolean> {
    if (!edit || (typeof found.version === "number" && found.version !== document.version)) return false;
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, client.protocol2CodeConverter.asRange(edit.range), edit.newText);
    return vscode.workspace.applyEdit(change);
}
