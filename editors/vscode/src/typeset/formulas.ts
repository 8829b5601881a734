/**
 * Where the formulas stand in a hover's Markdown. Code is left alone, in fences and in backticks: a dollar sign in it
 * is a dollar sign. The pieces put together again are the text.
 */

export type Piece =
    | { kind: "text" | "code"; text: string }
    | { kind: "fence"; text: string; body: string }
    | { kind: "inline" | "display"; text: string; latex: string };

/** What opens each kind of piece; the first that fits at a place is taken. */
const PIECE = new RegExp(
    [
        /(?<=^|\n)(?<mark>`{3,}|~{3,})(?<info>[^\n]*)\n(?<body>[\s\S]*?)(?:(?<=\n)\k<mark>[^\S\n]*(?=\n|$)|$)/,
        /(?<!`)(?<ticks>`+)(?!`)[\s\S]*?[^`]\k<ticks>(?!`)/,
        /\\[\\$`]/,
        /\$\$(?<display>[\s\S]+?)\$\$/,
        /\$(?<inline>(?=[^\s$])(?:\\[\s\S]|[^\\$])*?)(?<!\s)\$(?!\d)/,
    ]
        .map((part) => part.source)
        .join("|"),
    "g",
);

/** Splits Markdown at its formulas and code. */
export function split(markdown: string): Piece[] {
    const pieces: Piece[] = [];
    let end = 0;
    const plain = (until: number): void => {
        if (until > end) pieces.push({ kind: "text", text: markdown.slice(end, until) });
    };
    for (const match of markdown.matchAll(PIECE)) {
        const [text] = match;
        const { mark, body = "", ticks, display, inline } = match.groups ?? {};
        const piece: Piece | undefined =
            mark !== undefined
                ? { kind: "fence", text, body }
                : ticks !== undefined
                  ? { kind: "code", text }
                  : display !== undefined
                    ? { kind: "display", text, latex: display.trim() }
                    : inline !== undefined
                      ? { kind: "inline", text, latex: inline.trim() }
                      : undefined;
        if (piece === undefined) continue;
        plain(match.index);
        pieces.push(piece);
        end = match.index + text.length;
    }
    plain(markdown.length);
    return pieces;
}
