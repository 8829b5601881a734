/**
 * The colour of text in hovers. The editor tells an extension only whether its theme is dark, so the theme's own file
 * and the user's changes to it are read; where they say nothing, the editor's own default counts.
 */
import { type ParseError, parse } from "jsonc-parser";
import * as vscode from "vscode";

type Colours = Record<string, unknown>;

/** What may give the colour, the first first. */
const NAMES = ["editorHoverWidget.foreground", "editorWidget.foreground", "foreground"];
const COLOUR = /^#[0-9a-f]{3,8}$/i;
/** How many files a theme may include one in another. */
const INCLUDES = 8;

/** Knows the colour at any time. */
export class Theme implements vscode.Disposable {
    /** Being found out, or found out. What was begun before a change is not kept after it. */
    private known: Promise<string> | undefined;
    private readonly subscriptions: vscode.Disposable[];

    constructor() {
        const forget = (): void => void (this.known = undefined);
        this.subscriptions = [
            vscode.window.onDidChangeActiveColorTheme(forget),
            vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("workbench") && forget()),
        ];
    }

    dispose(): void {
        for (const subscription of this.subscriptions) subscription.dispose();
    }

    colour(): Promise<string> {
        this.known ??= ofTheme().then((colour) => colour ?? ofKind());
        return this.known;
    }
}

function ofKind(): string {
    switch (vscode.window.activeColorTheme.kind) {
        case vscode.ColorThemeKind.Light:
            return "#3b3b3b";
        case vscode.ColorThemeKind.HighContrastLight:
            return "#292929";
        case vscode.ColorThemeKind.HighContrast:
            return "#ffffff";
        default:
            return "#cccccc";
    }
}

function ofColours(colours: Colours): string | undefined {
    const found = NAMES.map((name) => colours[name]).find((colour) => typeof colour === "string" && COLOUR.test(colour));
    return found as string | undefined;
}

async function ofTheme(): Promise<string | undefined> {
    const name = themeName();
    const custom = vscode.workspace.getConfiguration("workbench").get<Colours>("colorCustomizations") ?? {};
    const customOfTheme = name === undefined ? undefined : custom[`[${name}]`];
    const file = name === undefined ? undefined : themeFile(name);
    const colours = file === undefined ? {} : await readTheme(file, INCLUDES);
    return ofColours({ ...colours, ...custom, ...(customOfTheme as Colours | undefined) });
}

/** The theme that is in use, as the settings name it. */
function themeName(): string | undefined {
    const workbench = vscode.workspace.getConfiguration("workbench");
    const detects = vscode.workspace.getConfiguration("window").get<boolean>("autoDetectColorScheme");
    const setting = {
        [vscode.ColorThemeKind.Light]: "preferredLightColorTheme",
        [vscode.ColorThemeKind.Dark]: "preferredDarkColorTheme",
        [vscode.ColorThemeKind.HighContrast]: "preferredHighContrastColorTheme",
        [vscode.ColorThemeKind.HighContrastLight]: "preferredHighContrastLightColorTheme",
    };
    return workbench.get<string>(detects ? setting[vscode.window.activeColorTheme.kind] : "colorTheme");
}

function themeFile(name: string): vscode.Uri | undefined {
    // The editor's own themes were called "Default …" in older settings and older editors.
    return themeFileOf(name) ?? themeFileOf(name.startsWith("Default ") ? name.slice("Default ".length) : `Default ${name}`);
}

function themeFileOf(name: string): vscode.Uri | undefined {
    for (const extension of vscode.extensions.all) {
        const contributes = extension.packageJSON as { contributes?: { themes?: { id?: string; label?: string; path?: string }[] } };
        for (const theme of contributes.contributes?.themes ?? []) {
            if ((theme.id === name || theme.label === name) && theme.path !== undefined) {
                return vscode.Uri.joinPath(extension.extensionUri, theme.path);
            }
        }
    }
    return undefined;
}

async function readTheme(file: vscode.Uri, includes: number): Promise<Colours> {
    try {
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
        const errors: ParseError[] = [];
        const theme = (parse(text, errors, { allowTrailingComma: true }) ?? {}) as { include?: unknown; colors?: Colours };
        const below =
            typeof theme.include === "string" && includes > 0
                ? await readTheme(vscode.Uri.joinPath(file, "..", theme.include), includes - 1)
                : {};
        return { ...below, ...theme.colors };
    } catch {
        return {};
    }
}
