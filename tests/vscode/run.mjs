// The extension in a real editor:   node run.mjs INSTALLATION BROWSER [--screenshots]
// First as code in the editor's extension host, then as a user sees and uses it.
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Editor, Window, until } from "./editor.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [folder, browser, flag] = process.argv.slice(2);
const shots = join(folder, "screenshots");
mkdirSync(shots, { recursive: true });
const begin = Date.now();
const say = (text) => console.log(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);

/** Runs a part with an editor of its own, which is stopped whatever happens. */
async function within(options, part) {
    const editor = await Editor.start({ folder, browser, ...options });
    let page;
    try {
        await part(editor, (opened) => (page = opened));
        assert.deepEqual([...(editor.outside ?? [])], [], "nothing is asked of the network");
    } catch (error) {
        await page?.screenshot({ path: join(shots, "failure.png") }).catch(() => {});
        throw error;
    } finally {
        await editor.stop();
    }
}

/** The tests that run inside the extension host. */
async function host() {
    await within({ settings: { "matgrad.server.path": join(folder, "matgrad") } }, async (editor, opened) => {
        editor.copy(join(root, "examples/gradients.md"), "gradients.md");
        let done;
        const code = new Promise((resolve) => (done = resolve));
        const extension = join(root, "editors/vscode");
        const payload = [
            ["extensionDevelopmentPath", editor.remote(extension)],
            ["extensionTestsPath", editor.remote(join(extension, "dist/test/host.js"))],
        ];
        opened(await editor.open(payload, async (page) => {
            await page.exposeFunction("codeAutomationLog", (_, args) => args.filter((text) => /^\s*(ok|not ok|#)/.test(text)).forEach((text) => say(text)));
            await page.exposeFunction("codeAutomationExit", done);
        }));
        const late = new Promise((resolve) => setTimeout(resolve, 120_000, "none within 120 s"));
        assert.equal(await Promise.race([code, late]), 0, "the exit code of the tests in the extension host");
    });
}

/** `rgb(1, 2, 3)` as `#010203`. */
function hex(colour) {
    return `#${colour.match(/\d+/g).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

/** Whether a hover's first picture is in the colour of the text beside it. */
function isInColour({ images, colour }) {
    return Buffer.from(images[0].src.split(",")[1], "base64").toString().toLowerCase().includes(`"${hex(colour)}"`);
}

/** What must hold of the picture in a hover: it is there, it is drawn, and in the colour of the text beside it. */
function drawn({ images, colour }, words) {
    assert.equal(images.length, 1, "one picture");
    const [image] = images;
    assert.ok(image.complete && image.width > 100 && image.height > 30, `${image.width}×${image.height}`);
    for (const word of words) assert.ok(image.alt.includes(word), `${image.alt} holds ${word}`);
    const svg = Buffer.from(image.src.split(",")[1], "base64").toString();
    assert.match(svg, /^<svg/);
    assert.ok(isInColour({ images, colour }), `the picture is ${/fill="([^"]*)"/.exec(svg)?.[1]}, the text ${hex(colour)}`);
}

const HOLE = "In the other notation:\n\n$$\n\\frac{\\partial f}{\\partial \\mathbf x} = ?\n$$\n\n";

/** A session of a user with the packaged extension. */
async function user() {
    await within({ vsix: join(folder, "matgrad.vsix"), path: "/usr/bin:/bin" }, async (editor, opened) => {
        const text = readFileSync(join(root, "examples/gradients.md"), "utf8");
        editor.write("gradients.md", text.replace("## Least squares", (heading) => HOLE + heading));
        const page = opened(await editor.open([["openFile", editor.remote(join(editor.workspace, "gradients.md"))]]));
        const window = new Window(page);
        await window.ready();
        await page.keyboard.press("Control+B");
        say("the document is open");

        await window.goTo(37);
        await page.waitForSelector(".squiggly-error", { timeout: 60_000 });
        const wrong = await until("the mistake on the screen", () => window.box("2 X (X \\mathbf w - \\mathbf y)"));
        const squiggles = await page.locator(".squiggly-error").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
        const under = squiggles.find(({ x, y, width, height }) => y + height >= wrong.y && y <= wrong.y + wrong.height + 2 && x >= wrong.x - 1.5 && x + width <= wrong.x + wrong.width + 1.5);
        assert.ok(under, `a squiggle under ${JSON.stringify(wrong)}: ${JSON.stringify(squiggles)}`);
        await page.waitForSelector('.statusbar [aria-label^="matgrad: The server is running. 2 findings"]');
        say("the squiggle stands under the mistake, the status bar counts two");
        await window.goTo(1);

        drawn(await window.hover("f(\\mathbf x) = \\mathbf x^T", "Show derivation"), ["df = xᵀ(A + Aᵀ) dx", "∇f(x) = (A + Aᵀ)x"]);
        await page.screenshot({ path: join(shots, "vscode-hover.png") });
        say("the hover is typeset in the dark theme");
        await window.toggleTheme();
        await page.waitForSelector(".monaco-workbench.vs");
        const light = await until("the light picture", async () => {
            const shown = await window.hover("f(\\mathbf x) = \\mathbf x^T", "Show derivation");
            return isInColour(shown) && shown;
        });
        drawn(light, ["∇f(x) = (A + Aᵀ)x"]);
        await page.screenshot({ path: join(shots, "vscode-hover-light.png") });
        say("and, after a change of the theme, in the light one");

        await window.click("f(\\mathbf x) = \\mathbf x^T");
        await page.keyboard.press("Control+Alt+D");
        const panel = await window.panel();
        const result = panel.locator("#result svg");
        const size = await until("the drawn result", () => result.boundingBox());
        assert.ok(size.width > 100 && size.height > 15, `${size.width}×${size.height}`);
        assert.match(await result.getAttribute("aria-label"), /∇f\(x\) = \(A \+ Aᵀ\)x/);
        assert.ok((await panel.locator(".steps li svg").count()) >= 3);
        const policy = await panel.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
        assert.match(policy, /^default-src 'none'; script-src 'nonce-[^']+'; style-src [^;']*$|^default-src 'none'; script-src 'nonce-[^']+'; style-src [^;]*'self'[^;]*$/);
        assert.doesNotMatch(policy, /unsafe/);
        const colour = (locator) => locator.evaluate((picture) => getComputedStyle(picture).color);
        const before = await colour(result);
        await page.screenshot({ path: join(shots, "vscode-panel-light.png") });
        await window.toggleTheme();
        await page.waitForSelector(".monaco-workbench.vs-dark");
        await until("the panel in the dark theme", async () => (await colour(result)) !== before);
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(shots, "vscode-panel.png") });
        say("the panel shows the steps, light and dark");

        await panel.locator("#form").selectOption("hessian");
        await until("the Hessian", async () => /∇²f/.test((await result.getAttribute("aria-label")) ?? ""));
        await panel.locator("#layout").selectOption("numerator");
        await panel.locator("#form").selectOption("gradient");
        await until("the row", async () => /xᵀ\(A \+ Aᵀ\)/.test((await result.getAttribute("aria-label")) ?? ""));
        await panel.locator("#copy").selectOption("NumPy");
        await until("the copy", async () => /Copied as NumPy/.test(await panel.locator("#said").innerText()));
        await panel.locator("#form").selectOption("hessian");
        await until("the Hessian", async () => /∇²f/.test((await result.getAttribute("aria-label")) ?? ""));
        await panel.locator("#insert").click();
        await until("the insertion", async () => /Inserted/.test(await panel.locator("#said").innerText()));
        await window.click("Quadratic forms");
        await window.save(editor, "gradients.md", /\\nabla\^2 f\(\\mathbf[ {]x\}?\) = /);
        say("the panel changes form and layout, copies, and inserts");

        await page.keyboard.press("Control+K");
        await page.keyboard.press("Control+W");
        await page.keyboard.press("Control+P");
        await page.locator(".quick-input-widget input").first().fill("gradients.md");
        await page.locator(".quick-input-list .monaco-list-row", { hasText: "gradients.md" }).first().waitFor();
        await page.keyboard.press("Enter");
        await window.ready();
        await window.click("\\partial \\mathbf x} = ?");
        await window.command("matgrad: Insert Gradient");
        await until("the gradient in the hole", () => window.box("\\partial \\mathbf x} = (A + A^T)"));
        await window.save(editor, "gradients.md", /\\partial \\mathbf x\} = \(A \+ A\^T\) \\mathbf[ {]x\}?\n\$\$/);
        say("the gradient stands in its hole and on disk");
    });
}

/** The extension for all platforms, which finds the server on the path. */
async function universal() {
    await within({ vsix: join(folder, "universal.vsix"), path: `${folder}:/usr/bin:/bin` }, async (editor, opened) => {
        editor.write("notes.tex", "Let $A \\in \\mathbb{R}^{n \\times n}$ and $X \\in \\mathbb{R}^{n \\times n}$.\n\\[ f(X) = \\operatorname{tr}(A X) \\]\nLet $\\mathbf x \\in \\mathbb{R}^n$ and\n\\[ g(\\mathbf x) = \\mathbf x^T A \\mathbf x . \\]\nIts gradient is\n\\[ \\nabla g(\\mathbf x) = (A - A^T) \\mathbf x . \\]\n");
        const page = opened(await editor.open([["openFile", editor.remote(join(editor.workspace, "notes.tex"))]]));
        const window = new Window(page);
        await window.ready();
        drawn(await window.hover("f(X) = ", "Show derivation"), ["∂f/∂X = Aᵀ"]);
        await window.fix("(A - A^T)", "Write");
        await page.keyboard.press("Enter");
        await until("the end of the squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);
        await window.save(editor, "notes.tex", /\\nabla g\(\\mathbf x\) = \(A \+ A\^T\) \\mathbf[ {]x\}? \. /);
        say("the fix of a wrong gradient is applied and saved");
        say("the extension for all platforms finds the server on the path, and reads LaTeX");
    });
}

/** A workspace that nobody trusts: all works, but it does not choose the program that is run. */
async function untrusted() {
    const settings = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" };
    await within({ vsix: join(folder, "matgrad.vsix"), path: "/usr/bin:/bin", settings, trusted: false }, async (editor, opened) => {
        editor.copy(join(root, "examples/gradients.md"), "gradients.md");
        editor.write(".vscode/settings.json", JSON.stringify({ "matgrad.server.path": "/nowhere/matgrad" }));
        const page = opened(await editor.open([["openFile", editor.remote(join(editor.workspace, "gradients.md"))]]));
        const window = new Window(page);
        await window.ready();
        await page.locator(".statusbar", { hasText: "Restricted Mode" }).waitFor({ timeout: 30_000 });
        drawn(await window.hover("f(\\mathbf x) = \\mathbf x^T", "Show derivation"), ["∇f(x) = (A + Aᵀ)x"]);
        say("a workspace that is not trusted is read, and does not choose the server");
    });
}

const parts = { host, user, universal, untrusted };
for (const [name, part] of Object.entries(parts)) {
    if (!process.env.MATGRAD_VSCODE || process.env.MATGRAD_VSCODE === name) await part();
}
if (flag === "--screenshots") {
    for (const name of ["vscode-hover", "vscode-hover-light", "vscode-panel", "vscode-panel-light"]) {
        const file = join(shots, `${name}.png`);
        assert.ok(statSync(file).size < 200_000, `${name} is small`);
        copyFileSync(file, join(root, `docs/${name}.png`));
    }
    copyFileSync(join(shots, "vscode-hover.png"), join(root, "editors/vscode/media/hover.png"));
    copyFileSync(join(shots, "vscode-panel.png"), join(root, "editors/vscode/media/panel.png"));
}
const left = () => spawnSync("pgrep", ["-f", join(folder, "matgrad lsp")], { encoding: "utf8" }).stdout.trim();
await until("the end of the last server", () => left() === "");
say("all of VS Code's tests pass");
