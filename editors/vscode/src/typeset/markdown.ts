/**
 * A hover's Markdown with pictures in the place of formulas. A picture's text for a screen reader is the formula in
 * Unicode where the hover has it, else its LaTeX. What cannot be drawn, or would make the hover too long for the
 * editor, stays as it is.
 */
import { type Piece, split } from "./formulas";
import { type Picture, draw } from "./picture";

/** How pictures look. */
export interface Look {
    /** A colour as CSS has it. */
    colour: string;
    /** The size of letters in pixels. */
    size: number;
}

/** The longest that a hover may become. The editor cuts what is longer than 100,000 characters. */
export const LONGEST = 90_000;
/** TeX's letters are smaller than those of other fonts of the same size. */
const SCALE = 1.2;
/** The widest picture in pixels that is not made smaller. */
const WIDEST = 680;
/** How far above the baseline the middle of a line's small letters is, in em. */
const MIDDLE = 0.26;

/** Replaces the formulas of a hover by pictures. The result holds HTML, and nothing in it that was not written here. */
export function typeset(markdown: string, look: Look, longest = LONGEST): string {
    const pieces = gather(split(markdown));
    let room = longest - pieces.reduce((length, piece) => length + safe(piece).length, 0);
    return pieces
        .map((piece) => {
            const text = safe(piece);
            if (piece.kind !== "inline" && piece.kind !== "display") return text;
            const display = piece.kind === "display";
            const picture = draw(piece.latex, display);
            if (picture === undefined) return text;
            const image = tag(picture, piece.alt ?? piece.latex, display, look);
            if (image.length - text.length > room) return text;
            room -= image.length - text.length;
            return image;
        })
        .join("");
}

/** A formula whose text for a screen reader may be known. */
type Formula = Piece & { alt?: string };

/**
 * Where a block of text says in Unicode what a formula says, line by line, the formula comes in the text's place and
 * the text is read out in its stead. A line's shape, which the text ends with, is set behind the formula.
 */
function gather(pieces: Piece[]): Formula[] {
    const result: Formula[] = [...pieces];
    const at = pieces.findIndex((piece) => piece.kind === "display");
    const formula = pieces[at];
    if (formula?.kind !== "display") return result;
    const rows = rowsOf(formula.latex);
    const twin = pieces.findIndex((piece, index) => index < at && piece.kind === "fence" && lines(piece.body).length === rows.length);
    const text = pieces[twin];
    if (text?.kind !== "fence" || draw(formula.latex, true) === undefined) return result;
    const shapes = lines(text.body).map((line) => /\s{2,}(\S+×\S+)$/.exec(line)?.[1]);
    const latex = withShapes(rows, shapes);
    const moved: Formula = { ...formula, latex: draw(latex, true) === undefined ? formula.latex : latex, alt: lines(text.body).join("; ").replace(/\s+/g, " ") };
    result.splice(at, 1);
    result[twin] = moved;
    return result;
}

const ALIGNED = /^\\begin\{aligned\}\s*([\s\S]*?)\s*\\end\{aligned\}$/;

function rowsOf(latex: string): string[] {
    const body = ALIGNED.exec(latex)?.[1];
    return body === undefined ? [latex] : body.split(/\\\\\s*\n/);
}

function withShapes(rows: string[], shapes: (string | undefined)[]): string {
    const set = rows.map((row, index) => {
        const shape = shapes[index];
        return shape === undefined ? row : `${row} & \\qquad ${shape.replace(/×/g, "\\times ")}`;
    });
    return `\\begin{aligned}\n${set.join(" \\\\\n")}\n\\end{aligned}`;
}

function lines(text: string): string[] {
    return text.split("\n").filter((line) => line.trim() !== "");
}

/** A piece as Markdown that has no HTML in it. */
function safe(piece: Piece): string {
    const code = piece.kind === "code" || piece.kind === "fence";
    return code ? piece.text : piece.text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function tag(picture: Picture, alt: string, display: boolean, look: Look): string {
    const text = alt.replace(/\s+/g, " ").replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    // A paragraph in HTML ends with an empty line.
    if (display) return `\n\n<p><img src="${uri(picture, look)}" alt="${text}"></p>\n\n`;
    return `<img src="${uri(centred(picture), look)}" alt="${text}" align="absmiddle">`;
}

/** A picture with so much space around it that its baseline is the line's where its middle is the line's. */
function centred(picture: Picture): Picture {
    const half = Math.max(picture.height - MIDDLE / SCALE, picture.depth + MIDDLE / SCALE);
    const [height, depth] = [half + MIDDLE / SCALE, half - MIDDLE / SCALE];
    const box = /viewBox="(\S+) \S+ (\S+) \S+"/;
    const svg = picture.svg.replace(box, (_, left, width) => `viewBox="${left} ${Math.round(-1000 * height)} ${width} ${Math.round(1000 * (height + depth))}"`);
    return { ...picture, svg, height, depth };
}

/** A picture as an address that holds all of it, in a colour and in pixels. */
export function uri(picture: Picture, look: Look): string {
    const em = Math.min(look.size * SCALE, WIDEST / picture.width);
    const [width, height] = [picture.width * em, (picture.height + picture.depth) * em].map((size) => Math.max(1, size).toFixed(2));
    const svg = picture.svg
        .replace(/ style="[^"]*"/, "")
        .replace(/ width="[^"]*"/, ` width="${width}"`)
        .replace(/ height="[^"]*"/, ` height="${height}"`)
        .replace(/currentColor/g, look.colour);
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
