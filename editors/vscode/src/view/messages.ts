/** What the panel's two sides tell each other. */

/** A formula as the panel shows it: drawn where it can be. */
export interface Formula {
    /** What a screen reader says. */
    text: string;
    svg?: string;
    /** In em. */
    width?: number;
    height?: number;
    depth?: number;
}

export interface View {
    title: string;
    result: Formula;
    steps: { formula: Formula; rule: string; source: string }[];
    layout: string;
    layouts: string[];
    form: string;
    forms: string[];
    wrt: string;
    variables: { value: string; label: string }[];
    copies: string[];
    canInsert: boolean;
    canInsertSteps: boolean;
}

export type ToView = { kind: "show"; view: View } | { kind: "say"; text: string; problem: boolean };

export type FromView =
    | { kind: "ready" }
    | { kind: "choose"; layout?: string; form?: string; wrt?: string }
    | { kind: "insert"; what: "result" | "steps" }
    | { kind: "copy"; as: string };
