//! `matgrad shape`: the shape of an expression.

use matgrad_core::elaborate::Options;
use serde_json::json;

use super::context::{Declarations, Format, refuse};
use super::{CLEAN, FAILED, complain, print};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    declarations: Declarations,

    /// How to print the shape
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The expression, in LaTeX
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
}

pub fn run(args: &Args) -> u8 {
    let options = Options { layout: Some(Default::default()), ..Options::default() };
    let read = args.declarations.context().and_then(|c| c.read(&args.expression, &options));
    let shape = match read {
        Ok(read) => read.shape,
        Err(complaint) => return refuse(&complaint),
    };
    let text = match args.format {
        Format::Text if shape.is_scalar() => "a scalar\n".to_string(),
        Format::Text => format!("{shape}\n"),
        Format::Json => format!("{}\n", json!({ "shape": shape.to_contract() })),
    };
    match print(&text) {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(&error);
            FAILED
        }
    }
}
