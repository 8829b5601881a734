//! The author's notation, read off what stands in the document: the spelling met most often wins.

use std::collections::HashMap;

use matgrad_core::notation::{Delim, Kind, Node, ProdOp, SupKind};
use matgrad_core::render::Style;

/// Spellings and how often each was met.
#[derive(Debug, Default)]
struct Tally(HashMap<(&'static str, String), (usize, usize)>);

impl Tally {
    fn count(&mut self, what: &'static str, spelling: &str) {
        let order = self.0.len();
        self.0.entry((what, spelling.trim().to_string())).or_insert((0, order)).0 += 1;
    }

    /// The most frequent spelling; of equally frequent ones the first met.
    fn most(&self, what: &str) -> Option<&str> {
        let own = self.0.iter().filter(|((key, _), _)| *key == what);
        own.max_by_key(|(_, (n, order))| (*n, usize::MAX - order)).map(|((_, spelling), _)| spelling.as_str())
    }
}

/// The operators whose spelling is taken over, by the names of the library.
const OPERATORS: [(&str, &str); 4] = [("tr", "trace"), ("vec", "vec"), ("diag", "diag"), ("det", "det")];

/// The notation of formulas, each given as its tree and its text.
pub fn style_of<'a>(formulas: impl Iterator<Item = (&'a Node, &'a str)>) -> Style {
    let mut tally = Tally::default();
    for (node, text) in formulas {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            look(node, text, &mut tally);
            node.children_into(&mut stack);
        }
    }
    let mut style = Style::default();
    let set = |field: &mut String, what: &str| {
        if let Some(spelling) = tally.most(what) {
            *field = spelling.to_string();
        }
    };
    set(&mut style.transpose, "transpose");
    set(&mut style.differential, "differential");
    set(&mut style.jacobian, "jacobian");
    set(&mut style.hadamard, "hadamard");
    set(&mut style.log, "log");
    style.two_norm_subscript = tally.most("two-norm") != Some("");
    style.convolution = tally.most("convolution").map(str::to_string);
    for (word, name) in OPERATORS {
        if let Some(spelling) = tally.most(word) {
            style.operators.insert(name.to_string(), spelling.to_string());
            if name == "diag" {
                style.operators.insert("diagonal".to_string(), spelling.to_string());
            }
        }
    }
    style
}

fn look(node: &Node, text: &str, tally: &mut Tally) {
    match &node.kind {
        // Every norm is met as it stands and once more within a script; the one with a subscript counts for both.
        Kind::Fence(fence) if fence.open == Delim::DoubleBar => tally.count("two-norm", ""),
        Kind::Script(script) => {
            if matches!(&script.base.kind, Kind::Fence(fence) if fence.open == Delim::DoubleBar)
                && matches!(script.sub.as_ref().map(|sub| &sub.kind), Some(Kind::Number(two)) if &**two == "2")
            {
                tally.count("two-norm", "2");
                tally.count("two-norm", "2");
            }
            if let Some(sup) = script.sup.as_ref().filter(|sup| sup.kind == SupKind::Transpose) {
                let written = text.get(sup.node.span.range()).unwrap_or("T");
                // `\T` may stand for the whole of `^{\mathsf T}`, and does not go behind another `^`.
                let before = text.get(..sup.node.span.start as usize).unwrap_or_default();
                if before.trim_end_matches(['{', ' ']).ends_with('^') {
                    tally.count("transpose", written.trim_start_matches('{').trim_end_matches('}'));
                }
            }
        }
        Kind::Differential(d) if d.order == 1 && d.body.is_some() && d.sub.is_none() && &*d.written != "\\partial" => {
            tally.count("differential", &d.written);
        }
        Kind::MaybeDifferential(d) if d.order == 1 && d.body.is_some() && &*d.written == "d" => {
            tally.count("differential", &d.written);
        }
        Kind::Jacobian(j) => tally.count("jacobian", &j.written),
        Kind::Operator(operator) if operator.known => match &*operator.name {
            "log" | "ln" => tally.count("log", &operator.written),
            name => {
                if let Some((word, _)) = OPERATORS.iter().find(|(word, _)| *word == name) {
                    tally.count(word, &operator.written);
                }
            }
        },
        Kind::Product(factors) => {
            for (op, _) in factors {
                match op {
                    ProdOp::Odot => tally.count("hadamard", "\\odot"),
                    ProdOp::Ast => {
                        let written = if text.get(node.span.range()).unwrap_or_default().contains("\\ast") {
                            "\\ast"
                        } else {
                            "*"
                        };
                        tally.count("convolution", written);
                    }
                    ProdOp::Circ => tally.count("hadamard", "\\circ"),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
