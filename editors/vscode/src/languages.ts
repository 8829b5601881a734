/** The documents that matgrad reads. */
import * as vscode from "vscode";

export const LANGUAGES = ["markdown", "latex", "tex", "quarto", "rmd", "myst", "mystmd", "mdx"];
/** Documents that people write, and not, for instance, old versions of them shown in a comparison. */
const SCHEMES = ["file", "untitled", "vscode-notebook-cell", "vscode-vfs"];

export const SELECTOR = LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme })));

export function reads(document: vscode.TextDocument | undefined): boolean {
    return document !== undefined && vscode.languages.match(SELECTOR, document) > 0;
}
