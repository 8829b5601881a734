//! What may stand in a `matgrad.toml`, and how it is read: a key that does not exist is worth a warning, a value that
//! makes no sense is an error.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use crate::spelling;

/// Settings of matgrad for the folder of this file and the folders in it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(title = "matgrad.toml", deny_unknown_fields)]
pub struct File {
    /// The layout of derivatives; without it, what each document says or does decides.
    pub layout: Option<Layout>,
    /// The flavour of Markdown in files that end in `.md`.
    pub flavour: Option<Flavour>,
    /// Files to be read beside those known by their extension, as in a `.gitignore`.
    pub include: Vec<String>,
    /// Files and folders to be left out, as in a `.gitignore`.
    pub exclude: Vec<String>,
    /// The only rules to be used: names, or the beginning of names and a star.
    pub select: Vec<String>,
    /// Rules not to be used.
    pub ignore: Vec<String>,
    /// How serious the findings of a rule are.
    pub rules: BTreeMap<String, Level>,
    /// Commands that documents use and do not define, such as those of a MathJax configuration.
    pub macros: BTreeMap<String, Command>,
    /// Shapes of symbols that a document says nothing about. There are none by default.
    pub default_shapes: Vec<DefaultShape>,
}

/// The layout of derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Outputs are rows; the derivative of a scalar is the transposed gradient, a row for a vector.
    Numerator,
    /// Outputs are columns.
    Denominator,
    /// Outputs are rows, but the derivative of a scalar by a vector is a column.
    Mixed,
}

/// The flavour of Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Flavour {
    /// GitHub, kramdown, MyST, Obsidian and others.
    Common,
    /// Pandoc, Quarto, R Markdown.
    Pandoc,
    /// Markdown with JSX.
    Mdx,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A mistake.
    Error,
    /// Almost surely a mistake.
    Warning,
    /// Something a reader may want to know.
    Information,
    /// A suggestion.
    Hint,
    /// Nothing to be said.
    Off,
}

/// What a command stands for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Command {
    /// Its LaTeX, where it takes no arguments.
    Plain(String),
    /// Its LaTeX with `#1`, `#2`, … for its arguments.
    WithArguments {
        /// How many arguments it takes.
        #[schemars(range(max = 9))]
        parameters: u8,
        /// Its LaTeX.
        body: String,
    },
}

/// The shape of symbols that a document says nothing about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DefaultShape {
    /// Letters and ranges of letters: `a-g`, `xyz`, `α-ω`.
    pub symbols: String,
    /// How the letters are set.
    #[serde(default)]
    pub style: Style,
    /// What they are.
    pub shape: Kind,
}

/// How a letter is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// In any way.
    #[default]
    Any,
    /// Bold.
    Bold,
    /// Not bold.
    Plain,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A number.
    Scalar,
    /// A column of some length.
    Vector,
    /// A matrix of some size.
    Matrix,
}

/// The keys of the file.
pub const KEYS: [&str; 9] =
    ["layout", "flavour", "include", "exclude", "select", "ignore", "rules", "macros", "default-shapes"];
/// The keys of a default shape.
const SHAPE_KEYS: [&str; 3] = ["symbols", "style", "shape"];

/// Reads a file's text. An error and each warning is a sentence that names the line.
pub fn read(text: &str) -> Result<(File, Vec<String>), String> {
    let said = |error: toml::de::Error| {
        let line = error.span().map_or(1, |span| line(text, span.start));
        format!("line {line}: {}", error.message().split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let table = DeTable::parse(text).map_err(said)?;
    let file = toml::from_str(text).map_err(said)?;
    let mut warnings = Vec::new();
    unknown(text, table.get_ref(), &KEYS, &mut warnings);
    for (key, value) in table.get_ref() {
        if let ("default-shapes", DeValue::Array(shapes)) = (&**key.get_ref(), value.get_ref()) {
            for shape in shapes.iter().filter_map(|shape| shape.get_ref().as_table()) {
                unknown(text, shape, &SHAPE_KEYS, &mut warnings);
            }
        }
    }
    Ok((file, warnings))
}

fn unknown(text: &str, table: &DeTable<'_>, keys: &[&str], warnings: &mut Vec<String>) {
    for (key, _) in table {
        let name: &str = key.get_ref();
        if !keys.contains(&name) {
            let near = spelling::nearest(name, keys.iter().copied());
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            warnings.push(format!("line {}: there is no setting `{name}`{near}", line(text, key.span().start)));
        }
    }
}

fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> serde_json::Value {
        schemars::schema_for!(File).to_value()
    }

    #[test]
    fn the_schema_beside_the_source_is_that_of_the_settings() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../matgrad.schema.json");
        let now = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        if std::env::var_os("MATGRAD_UPDATE").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written == now, "run this test with MATGRAD_UPDATE=1");
    }

    #[test]
    fn keys_are_those_of_the_schema() {
        let schema = schema();
        let keys = |schema: &serde_json::Value| -> Vec<String> {
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        let sorted = |keys: &[&str]| {
            let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            keys.sort();
            keys
        };
        let mut found = keys(&schema);
        found.sort();
        assert_eq!(found, sorted(&KEYS));
        let mut found = keys(&schema["$defs"]["DefaultShape"]);
        found.sort();
        assert_eq!(found, sorted(&SHAPE_KEYS));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let cases = [
            ("layuot = \"mixed\"", Ok(vec!["line 1: there is no setting `layuot`; did you mean `layout`?"])),
            ("\n[colours]\nx = 1", Ok(vec!["line 2: there is no setting `colours`"])),
            (
                "[[default-shapes]]\nsymbols = \"a-g\"\nshape = \"scalar\"\nstlye = \"bold\"",
                Ok(vec!["line 4: there is no setting `stlye`; did you mean `style`?"]),
            ),
            ("", Ok(vec![])),
            ("layout = \"diagonal\"", Err("line 1: unknown variant `diagonal`")),
            ("\nexclude = 3", Err("line 2: invalid type: integer `3`")),
            ("\n\nexclude = [", Err("line 3:")),
            ("[macros]\n\"\\\\R\" = { parameters = 1 }", Err("line 2: data did not match")),
        ];
        for (text, expected) in cases {
            match (read(text).map(|(_, warnings)| warnings), expected) {
                (Ok(warnings), Ok(expected)) => assert_eq!(warnings, expected, "{text}"),
                (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{error}"),
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }
}
