//! What a user wants to see, as an editor's settings say it: `matgrad.inlay-hints` and `matgrad.code-lens`. Both are off
//! where nobody asks for them.

use serde_json::Value;

/// What is shown only to those who want it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taste {
    /// The inferred shapes of names nobody declared.
    pub inlay_hints: bool,
    /// The derivative above each definition.
    pub code_lens: bool,
}

impl Taste {
    /// Reads it from the settings of an editor; what is not said is off.
    pub fn of(settings: &Value) -> Taste {
        let on = |names: [&str; 2]| {
            names.iter().find_map(|name| settings.get(name)).and_then(Value::as_bool).unwrap_or(false)
        };
        Taste { inlay_hints: on(["inlay-hints", "inlayHints"]), code_lens: on(["code-lens", "codeLens"]) }
    }
}
