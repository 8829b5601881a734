/** The panel's own script: shows what the extension sends, sends back what is chosen. No text becomes markup here. */
import type { Formula, FromView, ToView, View } from "./messages";

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };

const editor = acquireVsCodeApi();

function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", text = ""): HTMLElementTagNameMap[K] {
    const made = document.createElement(name);
    if (className !== "") made.className = className;
    made.textContent = text;
    return made;
}

/** A formula drawn in the colour of the text around it, which follows the theme by itself. */
function formula(given: Formula): HTMLElement {
    const box = element("span", "formula");
    if (given.svg === undefined) {
        box.append(element("code", "", given.text));
        return box;
    }
    const parsed = new DOMParser().parseFromString(given.svg, "image/svg+xml").documentElement;
    const picture = document.importNode(parsed, true) as unknown as SVGSVGElement;
    picture.removeAttribute("style");
    picture.style.width = `${given.width ?? 0}em`;
    picture.style.height = `${(given.height ?? 0) + (given.depth ?? 0)}em`;
    picture.style.verticalAlign = `${-(given.depth ?? 0)}em`;
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", given.text);
    box.append(picture);
    return box;
}

function choice(label: string, name: "layout" | "form" | "wrt", now: string, all: { value: string; label: string }[]): HTMLElement {
    const box = element("label", "choice");
    box.append(element("span", "", label));
    const select = element("select");
    select.id = name;
    select.disabled = all.length < 2;
    for (const { value, label } of all) {
        const option = element("option", "", label);
        option.value = value;
        option.selected = value === now;
        select.append(option);
    }
    select.addEventListener("change", () => editor.postMessage({ kind: "choose", [name]: select.value }));
    box.append(select);
    return box;
}

function button(id: string, text: string, enabled: boolean, message: FromView): HTMLElement {
    const made = element("button", id === "insert" ? "" : "secondary", text);
    made.id = id;
    made.disabled = !enabled;
    made.addEventListener("click", () => editor.postMessage(message));
    return made;
}

const same = (names: string[]): { value: string; label: string }[] => names.map((name) => ({ value: name, label: name }));

function show(view: View): void {
    const focused = document.activeElement?.id;
    const choices = element("div", "choices");
    choices.append(
        choice("Form", "form", view.form, same(view.forms)),
        choice("Layout", "layout", view.layout, same(view.layouts)),
        choice("By", "wrt", view.wrt, view.variables),
    );
    const result = element("div", "result");
    result.id = "result";
    result.append(formula(view.result));
    const actions = element("div", "actions");
    const copy = element("select");
    copy.id = "copy";
    copy.setAttribute("aria-label", "Copy as");
    copy.append(element("option", "", "Copy as…"), ...view.copies.map((name) => element("option", "", name)));
    copy.addEventListener("change", () => {
        if (copy.selectedIndex > 0) editor.postMessage({ kind: "copy", as: copy.value });
        copy.selectedIndex = 0;
    });
    actions.append(
        button("insert", "Insert", view.canInsert, { kind: "insert", what: "result" }),
        button("insert-steps", "Insert all steps", view.canInsertSteps, { kind: "insert", what: "steps" }),
        copy,
    );
    const steps = element("ol", "steps");
    for (const step of view.steps) {
        const row = element("li");
        const rule = element("span", "rule", step.rule);
        if (step.source !== "") rule.append(element("span", "source", step.source));
        row.append(formula(step.formula), rule);
        steps.append(row);
    }
    document.getElementById("content")?.replaceChildren(element("h1", "", view.title), choices, result, actions, element("h2", "", "Steps"), steps);
    if (focused) document.getElementById(focused)?.focus();
}

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
    const said = document.getElementById("said");
    if (data.kind === "show") {
        show(data.view);
        // What was done stays said until something else is done.
        if (said?.className === "problem") said.textContent = "";
    } else if (said) {
        said.textContent = data.text;
        said.className = data.problem ? "problem" : "";
    }
});
editor.postMessage({ kind: "ready" });
