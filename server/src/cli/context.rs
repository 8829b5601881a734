//! Declarations and assumptions, which several commands take.

use matgrad_core::elaborate::command::{Complaint, Context};
use matgrad_core::render::Style;
use matgrad_core::shape::SizeName;
use matgrad_core::verify::sample::Sizes;
use serde_json::Value;

use super::{FAILED, FOUND, complain};

#[derive(Debug, clap::Args)]
pub struct Declarations {
    /// Declare a symbol or function, as documents do: 'A \in \mathbb{R}^{m\times n}', 'f : \mathbb{R}^n \to \mathbb{R}'
    #[arg(long = "decl", value_name = "D", allow_hyphen_values = true)]
    declarations: Vec<String>,

    /// Assume a property: 'X symmetric' (posdef, skew, diagonal, orthogonal, lower, upper, positive)
    #[arg(long = "assume", value_name = "P", allow_hyphen_values = true)]
    assumptions: Vec<String>,

    /// Define by entries, 'Y_{ij} = \sum_{u=1}^{m} \sum_{v=1}^{n} K_{uv} X_{i+u-1,j+v-1}', a sign, '(K * X)_{ij} = …', a function,
    /// 'f(\mathbf x) = \mathbf a^T \mathbf x', or a quantity, 'R = A X - B'
    #[arg(long = "define", value_name = "D", allow_hyphen_values = true)]
    definitions: Vec<String>,
}

impl Declarations {
    /// What they say of the symbols.
    pub fn context(&self) -> Result<Context, Complaint> {
        let declarations: Vec<&str> = self.declarations.iter().map(String::as_str).collect();
        let assumptions: Vec<&str> = self.assumptions.iter().map(String::as_str).collect();
        let mut context = Context::new(&declarations, &assumptions)?;
        self.definitions.iter().try_for_each(|text| context.define(text))?;
        Ok(context)
    }

    /// The notation to answer in: that of the question and of what is defined for it.
    pub fn style(&self, formula: &str) -> Style {
        let mut style = style_of(formula);
        let texts = || self.definitions.iter().map(String::as_str).chain([formula]);
        let has = |signs: &[&str]| texts().any(|t| signs.iter().any(|sign| t.contains(sign)));
        let subscripts = ["\\|_2", "\\|_{2}", "Vert_2", "Vert_{2}"];
        style.two_norm_subscript = has(&subscripts) || !has(&["\\|", "Vert"]);
        // The sign for a convolution, where the author writes one.
        style.convolution = ["*", "\\ast"]
            .into_iter()
            .find(|sign| texts().any(|t| t.contains(&format!(" {sign} "))))
            .map(str::to_owned);
        style
    }
}

/// The layout of gradients and Jacobians.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Layout {
    /// Outputs are rows; ∂f/∂X of a scalar is the transposed gradient, a row for a vector
    Numerator,
    /// Outputs are columns
    Denominator,
    /// Outputs are rows, but ∂f/∂x of a scalar is a column
    #[default]
    Mixed,
}

impl From<Layout> for matgrad_core::calculus::derive::Layout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Numerator => Self::Numerator,
            Layout::Denominator => Self::Denominator,
            Layout::Mixed => Self::Mixed,
        }
    }
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Says what stands in the way, and how the run ends for it.
pub fn refuse(complaint: &Complaint) -> u8 {
    complain(complaint.message());
    match complaint {
        Complaint::Usage(_) => FAILED,
        Complaint::Shape { .. } | Complaint::Refused(_) => FOUND,
    }
}

/// Sizes as a JSON object.
pub fn sizes_json(sizes: &Sizes) -> Value {
    let pairs = sizes.0.iter().map(|(name, n)| {
        let name = match name {
            SizeName::Named(name) => name.to_string(),
            SizeName::Unknown(k) => format!("?{k}"),
        };
        (name, Value::from(*n))
    });
    Value::Object(pairs.collect())
}

/// The notation to answer in: that of the question.
fn style_of(formula: &str) -> Style {
    let mut style = Style::default();
    let spellings = ["\\top", "\\intercal", "\\mathsf{T}", "\\mathrm{T}", "\\mathsf T", "\\mathrm T"];
    if let Some(transpose) = spellings.into_iter().find(|spelling| formula.contains(spelling)) {
        style.transpose = transpose.to_owned();
    }
    style
}
