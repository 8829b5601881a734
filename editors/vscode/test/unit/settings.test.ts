/** The settings in package.json are those of a matgrad.toml. MATGRAD_UPDATE=1 writes them anew from its schema. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { SHARED, SHOWN } from "../../src/shared";

type Schema = { [key: string]: unknown };

const root = new URL(`file://${process.cwd()}/`);
const read = (name: string): Schema => JSON.parse(readFileSync(new URL(name, root), "utf8")) as Schema;

/** A schema as the editor knows them: without references, choices as a list of words. */
function plain(schema: Schema, all: Schema): Schema {
    const { $ref, anyOf, oneOf, ...rest } = schema;
    if (typeof $ref === "string") return { ...plain((all["$defs"] as Schema)[$ref.split("/").at(-1) ?? ""] as Schema, all), ...rest };
    const result: Schema = {};
    for (const [key, value] of Object.entries(rest)) {
        if (key === "format") continue;
        const inner = key === "items" || (key === "additionalProperties" && typeof value === "object");
        if (inner) result[key] = plain(value as Schema, all);
        else if (key === "properties") result[key] = Object.fromEntries(Object.entries(value as Schema).map(([name, part]) => [name, plain(part as Schema, all)]));
        else result[key] = value;
    }
    if (Array.isArray(oneOf)) {
        result["type"] = "string";
        result["enum"] = oneOf.map((choice: Schema) => choice["const"]);
        result["enumDescriptions"] = oneOf.map((choice: Schema) => choice["description"]);
    }
    if (Array.isArray(anyOf)) {
        const choices = anyOf.map((choice: Schema) => plain(choice, all));
        const other = choices.find((choice) => choice["type"] !== "null");
        if (choices.length === 2 && other && choices.some((choice) => choice["type"] === "null")) {
            const { enum: words, enumDescriptions: said } = other as { enum?: unknown[]; enumDescriptions?: unknown[] };
            return { ...other, ...result, type: [other["type"], "null"], enum: [...(words ?? []), null], enumDescriptions: [...(said ?? []), "No choice."], default: null };
        }
        result["anyOf"] = choices;
    }
    return result;
}

test("settings are those of the server", () => {
    const schema = read("../../matgrad.schema.json");
    const names = Object.keys(schema["properties"] as Schema);
    assert.deepEqual([...SHARED].sort(), names.sort());
    const empty: Schema = { object: {}, array: [] };
    const expected = Object.fromEntries(
        SHARED.map((name) => {
            const setting = plain((schema["properties"] as Schema)[name] as Schema, schema);
            if (!("default" in setting)) setting["default"] = empty[setting["type"] as string];
            return [`matgrad.${name}`, { scope: "resource", ...setting }];
        }),
    );
    const manifest = read("package.json") as { contributes: { configuration: { properties: Schema } } };
    const all = manifest.contributes.configuration.properties;
    const own = Object.entries(all).filter(([name]) => !(name.replace(/^matgrad\./, "") in (schema["properties"] as Schema)));
    if (process.env["MATGRAD_UPDATE"]) {
        manifest.contributes.configuration.properties = { ...Object.fromEntries(own), ...expected };
        writeFileSync(new URL("package.json", root), `${JSON.stringify(manifest, null, 2)}\n`);
        return;
    }
    assert.deepEqual(Object.fromEntries(Object.entries(all).filter(([name]) => name in expected)), expected);
    const shown = SHOWN.map((name) => `matgrad.${name}`);
    const extension = ["matgrad.hover.typeset", "matgrad.server.path", "matgrad.trace.server"];
    assert.deepEqual(own.map(([name]) => name).sort(), [...extension, ...shown].sort());
});
