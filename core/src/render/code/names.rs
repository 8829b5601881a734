//! Identifiers for symbols: `\mathbf x` is `x`, `\Sigma` is `Sigma`, `\lambda` is `lam`, `W_1` is `W1`.

use std::collections::HashSet;

use crate::expr::Reading;
use crate::render::code::program::Callable;

/// Commands that change the look of a letter and not its name.
const FONTS: [&str; 22] = [
    "mathbf",
    "boldsymbol",
    "bm",
    "mathrm",
    "mathit",
    "mathsf",
    "mathtt",
    "mathcal",
    "mathscr",
    "mathfrak",
    "mathbb",
    "operatorname",
    "text",
    "textbf",
    "textit",
    "textsf",
    "bf",
    "rm",
    "pmb",
    "mathbfit",
    "left",
    "right",
];

/// Identifiers, each given once.
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// None of `reserved` will be given.
    pub fn new<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Names {
        Names { taken: reserved.into_iter().map(String::from).collect() }
    }

    /// `wanted`, or the next free name like it.
    pub fn give(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_string();
        let mut k = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}_{k}");
            k += 1;
        }
        name
    }
}

/// The identifier for a symbol in LaTeX.
pub fn identifier(latex: &str) -> String {
    let mut out = String::new();
    let mut suffix = String::new();
    let mut chars = latex.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let mut word = String::new();
                while let Some(c) = chars.next_if(char::is_ascii_alphabetic) {
                    word.push(c);
                }
                match word.as_str() {
                    w if FONTS.contains(&w) => {}
                    "hat" | "widehat" | "bar" | "overline" | "tilde" | "widetilde" | "vec" | "dot" | "ddot" => {
                        suffix.push('_');
                        suffix.push_str(word.trim_start_matches("wide"));
                    }
                    "lambda" => out.push_str("lam"),
                    "prime" => out.push_str("_prime"),
                    "star" | "ast" => out.push_str("_star"),
                    "dagger" => out.push_str("_dagger"),
                    w => out.push_str(w),
                }
            }
            '\'' => out.push_str("_prime"),
            '*' => out.push_str("_star"),
            '+' => out.push_str("_plus"),
            '-' => out.push_str("_minus"),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_alphabetic() => {
                out.push_str(&greek(c).map_or_else(|| format!("u{:x}", u32::from(c)), String::from))
            }
            _ => {}
        }
    }
    out.push_str(&suffix);
    if !out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.insert(0, 'v');
    }
    out
}

fn greek(c: char) -> Option<&'static str> {
    const NAMES: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lam", "mu", "nu", "xi",
        "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    const CAPITALS: [(char, &str); 11] = [
        ('Γ', "Gamma"),
        ('Δ', "Delta"),
        ('Θ', "Theta"),
        ('Λ', "Lambda"),
        ('Ξ', "Xi"),
        ('Π', "Pi"),
        ('Σ', "Sigma"),
        ('Υ', "Upsilon"),
        ('Φ', "Phi"),
        ('Ψ', "Psi"),
        ('Ω', "Omega"),
    ];
    let offset = u32::from(c).checked_sub(u32::from('α'));
    let small = offset.and_then(|k| usize::try_from(k).ok()).and_then(|k| NAMES.get(k).copied());
    small.or_else(|| CAPITALS.iter().find(|(g, _)| *g == c).map(|(_, name)| *name))
}

/// The identifier for a function or a derivative of one: `f`, `grad_f`, `dphi`, `d2phi`.
pub fn callable(c: &Callable) -> String {
    let name = identifier(c.function.latex());
    let several = c.function.domain().len() > 1;
    let of = |prefix: &str, which: &[usize]| {
        let places: String = which.iter().map(|k| format!("_{}", k + 1)).collect();
        format!("{prefix}_{name}{}", if several { places } else { String::new() })
    };
    match c.reading {
        Reading::Value => name,
        Reading::Derivative(1) => format!("d{name}"),
        Reading::Derivative(k) => format!("d{k}{name}"),
        Reading::Gradient(i) => of("grad", &[i]),
        Reading::Jacobian(i) => of("jac", &[i]),
        Reading::Hessian(i, j) | Reading::ComponentHessian(i, j) => of("hess", &[i, j]),
    }
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn identifiers_are_what_a_programmer_would_choose() {
        for (latex, name) in [
            ("\\mathbf x", "x"),
            ("\\Sigma", "Sigma"),
            ("\\lambda", "lam"),
            ("W_1", "W1"),
            ("\\boldsymbol{\\mu}", "mu"),
            ("\\mathbf{x}_{new}", "xnew"),
            ("\\hat{\\mathbf{x}}", "x_hat"),
            ("\\mathcal{L}", "L"),
            ("θ'", "theta_prime"),
            ("Σ", "Sigma"),
        ] {
            assert_eq!(identifier(latex), name, "{latex}");
        }
    }
}
