/**
 * Formulas as pictures: LaTeX in, SVG out, by MathJax and without a browser. A formula that MathJax does not know in
 * full gives nothing, so that its text is shown instead of half a picture.
 */
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import type { LiteElement } from "mathjax-full/js/adaptors/lite/Element.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import "mathjax-full/js/input/tex/ams/AmsConfiguration.js";
import "mathjax-full/js/input/tex/base/BaseConfiguration.js";
import "mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js";
import "mathjax-full/js/input/tex/cancel/CancelConfiguration.js";
import "mathjax-full/js/input/tex/configmacros/ConfigMacrosConfiguration.js";
import "mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js";
import "mathjax-full/js/input/tex/upgreek/UpgreekConfiguration.js";
import { mathjax } from "mathjax-full/js/mathjax.js";
import { SVG } from "mathjax-full/js/output/svg.js";

/** A formula's outlines in `currentColor`, with its measures in em. */
export interface Picture {
    svg: string;
    width: number;
    /** Above the baseline. */
    height: number;
    /** Below the baseline. */
    depth: number;
}

/** The longest formula that is drawn. */
const LONGEST = 8_000;
/** How many pictures are kept. */
const KEPT = 500;

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const options = {
    packages: ["base", "ams", "boldsymbol", "cancel", "configmacros", "mathtools", "upgreek"],
    macros: { bm: ["\\boldsymbol{#1}", 1], tr: "\\operatorname{tr}" },
    maxMacros: 2_000,
};
const document = mathjax.document("", { InputJax: new TeX(options), OutputJax: new SVG({ fontCache: "local" }) });

const kept = new Map<string, Picture | undefined>();

/** Draws a formula; nothing where it cannot be drawn in full. The same formula is drawn once. */
export function draw(latex: string, display: boolean): Picture | undefined {
    const key = `${display ? "d" : "i"}${latex}`;
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) {
        // What was asked for last is forgotten last.
        kept.delete(key);
        kept.set(key, known);
        return known;
    }
    const picture = latex.length > LONGEST ? undefined : convert(latex, display);
    kept.set(key, picture);
    if (kept.size > KEPT) {
        for (const oldest of kept.keys()) {
            kept.delete(oldest);
            break;
        }
    }
    return picture;
}

function convert(latex: string, display: boolean): Picture | undefined {
    let svg: string;
    try {
        svg = adaptor.innerHTML(document.convert(latex, { display }) as LiteElement);
    } catch {
        return undefined;
    }
    const [, left, top, width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(svg)?.map(Number) ?? [];
    // Text in a picture is what MathJax has no outlines for, or an error.
    if (left === undefined || top === undefined || !width || !height || /data-mjx-error|<text|merror/.test(svg)) {
        return undefined;
    }
    svg = svg.replace(/ data-[a-z-]+="[^"]*"/g, "");
    return { svg, width: width / 1000, height: -top / 1000, depth: (top + height) / 1000 };
}
