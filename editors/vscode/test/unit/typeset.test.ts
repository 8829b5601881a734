import assert from "node:assert/strict";
import { test } from "node:test";
import { split } from "../../src/typeset/formulas";
import { LONGEST, typeset } from "../../src/typeset/markdown";
import { draw } from "../../src/typeset/picture";

const LOOK = { colour: "#abcdef", size: 14 };

/** The pictures in a text, decoded. */
function pictures(text: string): string[] {
    return [...text.matchAll(/data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)/g)].map((match) => Buffer.from(match[1] ?? "", "base64").toString());
}

test("formulas are told from code and from dollars", () => {
    const cases: [string, string[]][] = [
        ["a $x$ b", ["text", "inline", "text"]],
        ["$$\nx\n$$", ["display"]],
        ["`$x$` and ``a ` $x$``", ["code", "text", "code"]],
        ["```text\n$x$\n```\n$$y$$", ["fence", "text", "display"]],
        ["~~~\n$$x$$", ["fence"]],
        ["it costs $5 and $6", ["text"]],
        ["\\$x$ is no formula", ["text"]],
        ["$x\\$y$", ["inline"]],
        ["$ x$, $x $", ["text"]],
        ["an open $$x", ["text"]],
        ["`open $x$", ["text", "inline"]],
        ["", []],
    ];
    for (const [markdown, kinds] of cases) {
        const pieces = split(markdown);
        assert.deepEqual(pieces.map((piece) => piece.kind), kinds, markdown);
        assert.equal(pieces.map((piece) => piece.text).join(""), markdown);
    }
});

test("a formula becomes a picture in the colour asked for, with its LaTeX to be read out", () => {
    const text = typeset("The $x_i$ of\n\n$$\n\\frac{\\partial f}{\\partial X} = [A]\n$$\n", LOOK);
    const drawn = pictures(text);
    assert.equal(drawn.length, 2);
    for (const svg of drawn) {
        assert.match(svg, /^<svg[^>]*width="[0-9.]+" height="[0-9.]+"/);
        assert.match(svg, /#abcdef/);
        assert.doesNotMatch(svg, /currentColor|<text|style=/);
    }
    assert.match(text, /<img [^>]*alt="x_i" align="absmiddle">/);
    assert.match(text, /\n\n<p><img [^>]*alt="\\frac\{\\partial f\}\{\\partial X\} = \[A\]"><\/p>\n\n/);
});

test("what cannot be drawn stays as it is", () => {
    for (const latex of ["\\nosuchcommand{x}", "\\frac{a", "\\begin{nowhere}x\\end{nowhere}", "\\href{https://example.org}{x}", "\\require{html}", "\\newcommand{\\a}{x}\\a", "x".repeat(10_000), "\\def\\a{\\a\\a}\\a"]) {
        const markdown = `before $$${latex}$$ after`;
        assert.equal(typeset(markdown, LOOK), markdown);
    }
});

test("text of the document does not become markup", () => {
    const text = typeset('a < b <img src="x"> & `<b>` $x$', LOOK);
    assert.ok(text.startsWith('a &lt; b &lt;img src="x"> &amp; `<b>` <img src="data:image/svg+xml;base64,'));
    assert.match(typeset('$a < b \\text{"}$', LOOK), /alt="a &lt; b \\text\{&quot;\}"/);
});

test("a block of Unicode that says the same gives its place and its words to the picture", () => {
    const markdown = "`f`\n\n```text\ndf = xᵀ dx\n∇f = x    n×1\n```\n\n$$\n\\begin{aligned}\n\\mathrm{d} f &= x^T \\mathrm{d} x \\\\\n\\nabla f &= x\n\\end{aligned}\n$$\n";
    const text = typeset(markdown, LOOK);
    assert.match(text, /^`f`\n\n\s*<p><img src="[^"]*" alt="df = xᵀ dx; ∇f = x n×1"><\/p>\s*$/);
    const other = markdown.replace("df = xᵀ dx\n", "");
    assert.match(typeset(other, LOOK), /```text\n∇f[^]*<img/);
});

test("a hover never becomes longer than the editor shows", () => {
    const formulas = Array.from({ length: 60 }, (_, i) => `$$\n\\frac{\\partial}{\\partial X} \\operatorname{tr}(A_{${i}} X B)\n$$`).join("\n\n");
    const text = typeset(formulas, LOOK);
    assert.ok(text.length <= LONGEST);
    assert.ok(pictures(text).length > 3);
    assert.ok(text.includes("A_{59}"));
    assert.equal(typeset(formulas, LOOK, formulas.length), formulas);
});

test("the same formula is drawn once", () => {
    const first = draw("a^2 + b^2 = c^2", true);
    assert.ok(first);
    assert.equal(draw("a^2 + b^2 = c^2", true), first);
    assert.notEqual(draw("a^2 + b^2 = c^2", false), first);
});
