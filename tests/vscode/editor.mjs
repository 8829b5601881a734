// VS Code in a browser, as a user has it before them: code-server with a profile of its own, driven through Chromium.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.colorTheme": "Dark Modern",
    "workbench.preferredDarkColorTheme": "Dark Modern",
    "workbench.preferredLightColorTheme": "Light Modern",
    "extensions.autoUpdate": false,
    "extensions.autoCheckUpdates": false,
    "update.mode": "none",
    "chat.disableAIFeatures": true,
    "git.enabled": false,
    "editor.hover.delay": 100,
    "editor.wordWrap": "on",
    "editor.minimap.enabled": false,
    "workbench.activityBar.location": "hidden",
    "breadcrumbs.enabled": false,
};
const QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Waits until `ready` gives something. */
export async function until(what, ready, limit = 30_000) {
    const end = Date.now() + limit;
    for (;;) {
        const result = await ready();
        if (result) return result;
        if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
        await new Promise((wake) => setTimeout(wake, 100));
    }
}

export class Editor {
    /** Starts VS Code with an extension installed, or with none. */
    static async start({ folder, browser, vsix, settings = {}, trusted = true, path = process.env.PATH }) {
        const editor = new Editor();
        editor.home = mkdtempSync(join(tmpdir(), "matgrad-vscode-"));
        editor.workspace = join(editor.home, "papers");
        mkdirSync(join(editor.home, "User"), { recursive: true });
        mkdirSync(editor.workspace);
        editor.own = settings;
        editor.set({});
        // The editor takes the path from what the user's shell says at login.
        writeFileSync(join(editor.home, ".profile"), `export PATH='${path}'\n`);
        writeFileSync(join(editor.home, "config.yaml"), "auth: none\ncert: false\n");
        const port = await freePort();
        editor.origin = `127.0.0.1:${port}`;
        const entry = join(folder, "cs/node_modules/code-server/out/node/entry.js");
        const common = [entry, "--config", join(editor.home, "config.yaml"), "--user-data-dir", editor.home, "--extensions-dir", join(editor.home, "extensions")];
        const { PORT: _, ...rest } = process.env;
        const env = { ...rest, PATH: path, HOME: editor.home, SHELL: "/bin/sh", EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}' };
        if (vsix) {
            const { status, stdout, stderr } = spawnSync(process.execPath, [...common, "--install-extension", vsix], { env, encoding: "utf8" });
            if (status !== 0) throw new Error(`the extension cannot be installed: ${stdout}${stderr}`);
        }
        const options = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
        if (trusted) options.push("--disable-workspace-trust");
        editor.server = spawn(process.execPath, [...common, "--bind-addr", editor.origin, ...options, "--vscode-option", "enable-smoke-test-driver"], { env, stdio: ["ignore", "pipe", "pipe"] });
        editor.said = "";
        for (const stream of [editor.server.stdout, editor.server.stderr]) stream.on("data", (text) => (editor.said += text));
        await until("the editor's server", () => fetch(`http://${editor.origin}/healthz`).then((answer) => answer.ok, () => false));
        const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
        editor.browser = await chromium.launch({ executablePath: browser, headless: true, args: QUIET });
        return editor;
    }

    /** Puts a document into the workspace. */
    write(name, text) {
        mkdirSync(dirname(join(this.workspace, name)), { recursive: true });
        writeFileSync(join(this.workspace, name), text);
    }

    copy(file, name) {
        cpSync(file, join(this.workspace, name));
    }

    read(name) {
        return readFileSync(join(this.workspace, name), "utf8");
    }

    /** Changes the user's settings. */
    set(settings) {
        this.own = { ...this.own, ...settings };
        writeFileSync(join(this.home, "User/settings.json"), JSON.stringify({ ...SETTINGS, ...this.own }, null, 4));
    }

    remote(path) {
        return `vscode-remote://${this.origin}${path}`;
    }

    /** Opens a window on the workspace. */
    async open(payload, prepare = async () => {}) {
        const page = await this.browser.newPage({ viewport: { width: 1120, height: 700 } });
        this.outside = new Set();
        page.on("request", (request) => {
            const url = new URL(request.url());
            // The host that stands for a webview's own files is a name which the editor answers to by itself.
            const own = url.host === this.origin || url.host.endsWith(".vscode-resource.vscode-cdn.net");
            if (/^(https?|wss?):$/.test(url.protocol) && !own) this.outside.add(url.origin);
        });
        await prepare(page);
        await page.goto(`http://${this.origin}/?folder=${this.workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
        return page;
    }

    async stop() {
        await this.browser?.close();
        const ended = new Promise((resolve) => this.server.once("exit", resolve));
        this.server.kill();
        await ended;
        rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
    }
}

function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer().once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

/** A window with a document, and what a user does in it. */
export class Window {
    constructor(page) {
        this.page = page;
    }

    async ready() {
        await this.page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
        await this.page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: 60_000 });
    }

    /** The rectangle of a text on the screen. */
    box(text) {
        return this.page.evaluate((text) => {
            for (const line of document.querySelectorAll(".monaco-editor .view-lines .view-line")) {
                const at = line.textContent.replace(/\u00a0/g, " ").indexOf(text);
                if (at < 0) continue;
                const range = document.createRange();
                const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                let before = 0;
                for (let node; (node = walker.nextNode()); before += node.data.length) {
                    const [start, end] = [at - before, at + text.length - before];
                    if (start >= 0 && start < node.data.length) range.setStart(node, start);
                    if (end > 0 && end <= node.data.length) range.setEnd(node, end);
                }
                const { x, y, width, height } = range.getBoundingClientRect();
                return { x, y, width, height };
            }
            return null;
        }, text);
    }

    /** Moves the mouse over a text until a hover says something; returns what is in it. */
    async hover(text, said) {
        const contents = this.page.locator(".monaco-hover:not(.hidden) .hover-contents", { hasText: said });
        await until(`the hover over ${text}`, async () => {
            await this.away();
            const { x, y, width, height } = await until(`${text} on the screen`, () => this.box(text));
            await this.page.mouse.move(x + width / 2 - 3, y + height / 2);
            await this.page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
            return contents.first().waitFor({ timeout: 4_000 }).then(() => true, () => false);
        });
        await this.page.waitForTimeout(300);
        return this.page.evaluate(() => {
            const hover = document.querySelector(".monaco-hover:not(.hidden)");
            const images = [...hover.querySelectorAll("img")].map((image) => ({
                src: image.src, alt: image.alt, complete: image.complete, width: image.naturalWidth, height: image.naturalHeight,
            }));
            return { text: hover.innerText, colour: getComputedStyle(hover).color, images };
        });
    }

    /** Takes the mouse off everything. */
    async away() {
        await this.page.mouse.move(1100, 690);
        await this.page.waitForFunction(() => !document.querySelector(".monaco-hover:not(.hidden) .hover-contents"), null, { timeout: 5_000 }).catch(() => {});
    }

    /** Puts the cursor before the middle of a text. */
    async click(text) {
        await this.page.keyboard.press("Escape");
        await this.away();
        const { x, y, width, height } = await until(`${text} on the screen`, () => this.box(text));
        await this.page.mouse.click(x + width / 2, y + height / 2);
    }

    /** Runs a command by its name. */
    async command(name) {
        const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first();
        await until(`the command ${name}`, async () => {
            await this.page.keyboard.press("Escape");
            await this.page.keyboard.press("F1");
            await this.page.locator(".quick-input-widget input").first().fill(`>${name}`, { timeout: 3_000 }).catch(() => {});
            return row.waitFor({ timeout: 3_000 }).then(() => true, () => false);
        });
        await this.page.keyboard.press("Enter");
    }

    /** Opens the menu of fixes at a text and takes one. */
    async fix(text, title) {
        const row = this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
        await until(`the fix ${title}`, async () => {
            await this.click(text);
            await this.page.waitForTimeout(300);
            await this.page.keyboard.press("Control+.");
            return row.waitFor({ timeout: 4_000 }).then(() => true, () => false);
        });
        return row;
    }

    /** From the dark theme to the light one, or back. */
    async toggleTheme() {
        await this.command("Preferences: Toggle between Light/Dark Themes");
    }

    /** Brings a line to the middle of the screen. */
    async goTo(line) {
        await this.page.keyboard.press("Control+G");
        await this.page.locator(".quick-input-widget input").first().fill(`:${line}`);
        await this.page.keyboard.press("Enter");
        await this.page.waitForTimeout(300);
    }

    /** Saves until the file on disk holds what is expected; the first keys after a command may go astray. */
    async save(editor, name, expected) {
        await until(`${expected} on disk, not ${editor.read(name)}`, async () => {
            await this.page.keyboard.press("Control+S");
            await this.page.waitForTimeout(300);
            return expected.test(editor.read(name));
        });
    }

    /** The panel's own document. */
    panel() {
        return until("the panel", async () => {
            for (const frame of this.page.frames()) {
                if (await frame.locator("#result svg").count().catch(() => 0)) return frame;
            }
            return undefined;
        });
    }
}
