//! LaTeX of letters and operators as Unicode characters, and the raised and lowered characters that Unicode has.

use std::iter::Peekable;
use std::str::Chars;

const COMMANDS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("varpi", "ϖ"),
    ("rho", "ρ"),
    ("varrho", "ϱ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("ell", "ℓ"),
    ("nabla", "∇"),
    ("partial", "∂"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("infty", "∞"),
    ("top", "ᵀ"),
    ("intercal", "ᵀ"),
    ("prime", "′"),
    ("odot", "⊙"),
    ("circ", "∘"),
    ("oslash", "⊘"),
    ("otimes", "⊗"),
    ("cdot", "·"),
    ("times", "×"),
    ("wedge", "∧"),
    ("vee", "∨"),
    ("star", "⋆"),
    ("ast", "∗"),
    ("dagger", "†"),
    ("hbar", "ħ"),
    ("imath", "ı"),
    ("jmath", "ȷ"),
    ("Re", "Re"),
    ("|", "‖"),
    ("lVert", "‖"),
    ("rVert", "‖"),
    ("Vert", "‖"),
    (",", " "),
    (" ", " "),
    (";", " "),
    ("{", "{"),
    ("}", "}"),
];

const SILENT: &[&str] = &[
    "mathrm",
    "operatorname",
    "text",
    "mbox",
    "hbox",
    "textsf",
    "textrm",
    "textit",
    "textbf",
    "mathsf",
    "mathit",
    "mathtt",
    "left",
    "right",
    "rm",
    "it",
    "sf",
    "mathnormal",
    "big",
    "Big",
    "!",
    "displaystyle",
    "mathop",
];

const BOLD: &[&str] = &["mathbf", "boldsymbol", "bm", "bf", "pmb", "mathbfit"];

/// The text of a leaf; bold letters stay plain unless `bold`.
pub fn text(latex: &str, bold: bool) -> String {
    let mut chars = latex.chars().peekable();
    group(&mut chars, bold, 0)
}

fn group(chars: &mut Peekable<Chars<'_>>, bold: bool, depth: usize) -> String {
    let mut out = String::new();
    let mut after_word = false;
    let mut named = false;
    let mut apart = false;
    while let Some(&c) = chars.peek() {
        if c == '}' {
            break;
        }
        if c == ' ' {
            chars.next();
            apart = true;
            continue;
        }
        let next = item(chars, bold, depth);
        // What is raised or lowered belongs to what stands before it, a word or not.
        if matches!(c, '^' | '_') {
            out.push_str(&next);
            apart = false;
            continue;
        }
        if next.is_empty() {
            // The word after `\operatorname` is a group.
            named = true;
            continue;
        }
        // Spaces mean nothing in formulas but around signs and before a word.
        let sign = |c: char| "+−=⊗⊙⊘⊕∘·×,".contains(c);
        let word = next.chars().take(2).filter(|c| c.is_alphabetic()).count() > 1;
        // A sign that stands close on its left does so on its right.
        let close = |out: &str| !out.ends_with(',') && out.chars().rev().nth(1).is_some_and(|c| c != ' ');
        let after_sign = out.ends_with(sign) && !close(&out);
        if apart
            && !out.is_empty()
            && !out.ends_with(['(', '['])
            && (after_sign || next.starts_with(sign) && !next.starts_with(',') || word)
        {
            out.push(' ');
        }
        // The space after a command is not in its sight: what stands apart on the left does so on the right.
        apart = out.ends_with(' ') && next.chars().all(sign);
        // `\log \det` is two words.
        if after_word && next.starts_with(char::is_alphabetic) {
            out.push(' ');
        }
        after_word = (c == '\\' || named) && next.chars().filter(|c| c.is_alphabetic()).count() > 1;
        named = false;
        out.push_str(&next);
    }
    out
}

/// One letter, command or braced group.
fn item(chars: &mut Peekable<Chars<'_>>, bold: bool, depth: usize) -> String {
    // Deeper nesting than any symbol has is left out.
    if depth > 32 {
        chars.next();
        return String::new();
    }
    match chars.next() {
        Some('{') => {
            let inner = group(chars, bold, depth + 1);
            chars.next();
            inner
        }
        Some('\\') => {
            let mut name = String::new();
            while let Some(c) = chars.next_if(char::is_ascii_alphabetic) {
                name.push(c);
            }
            if name.is_empty() {
                name.extend(chars.next());
            } else {
                while chars.next_if(|c| *c == ' ').is_some() {}
            }
            command(&name, chars, bold, depth)
        }
        Some('^') => raise(&item(chars, bold, depth + 1)),
        Some('_') => lower(&item(chars, bold, depth + 1)),
        Some('-') => "−".into(),
        Some(c) => c.to_string(),
        None => String::new(),
    }
}

fn command(name: &str, chars: &mut Peekable<Chars<'_>>, bold: bool, depth: usize) -> String {
    if let Some((_, text)) = COMMANDS.iter().find(|(n, _)| *n == name) {
        return (*text).to_string();
    }
    if matches!(name, "frac" | "tfrac" | "dfrac") {
        let (above, below) = (item(chars, bold, depth + 1), item(chars, bold, depth + 1));
        return vulgar(&above, &below)
            .map_or_else(|| format!("{}/{}", bracketed(&above), bracketed(&below)), str::to_string);
    }
    if name == "sqrt" {
        return format!("√{}", bracketed(&item(chars, bold, depth + 1)));
    }
    let mark = match name {
        "hat" | "widehat" => Some('\u{302}'),
        "bar" | "overline" => Some('\u{304}'),
        "tilde" | "widetilde" => Some('\u{303}'),
        "vec" => Some('\u{20d7}'),
        "dot" => Some('\u{307}'),
        "ddot" => Some('\u{308}'),
        "check" => Some('\u{30c}'),
        "underline" => Some('\u{332}'),
        _ => None,
    };
    if let Some(mark) = mark {
        return item(chars, bold, depth + 1).chars().flat_map(|c| [c, mark]).collect();
    }
    let style: Option<fn(char) -> char> = match name {
        _ if BOLD.contains(&name) => Some(if bold { |c| shifted(c, 0x1d400, 0x1d41a) } else { |c| c }),
        "mathcal" | "mathscr" | "cal" => Some(|c| shifted(c, 0x1d4d0, 0x1d4ea)),
        "mathbb" => Some(double_struck),
        "mathfrak" => Some(|c| shifted(c, 0x1d56c, 0x1d586)),
        _ => None,
    };
    if let Some(style) = style {
        while chars.next_if(|c| *c == ' ').is_some() {}
        return item(chars, bold, depth + 1).chars().map(style).collect();
    }
    // What is not known is shown by its name, and fonts that change no letter by what they hold.
    if SILENT.contains(&name) { String::new() } else { name.to_string() }
}

/// A part of a fraction, in brackets where it is more than a word.
fn bracketed(part: &str) -> String {
    let single = part.chars().filter(|c| c.is_alphanumeric()).count() < 2 || part.chars().all(|c| c.is_ascii_digit());
    if single { part.to_string() } else { format!("({part})") }
}

fn shifted(c: char, capital: u32, small: u32) -> char {
    let base = match c {
        'A'..='Z' => capital + u32::from(c) - u32::from('A'),
        'a'..='z' => small + u32::from(c) - u32::from('a'),
        _ => return c,
    };
    char::from_u32(base).unwrap_or(c)
}

fn double_struck(c: char) -> char {
    match c {
        'C' => 'ℂ',
        'H' => 'ℍ',
        'N' => 'ℕ',
        'P' => 'ℙ',
        'Q' => 'ℚ',
        'R' => 'ℝ',
        'Z' => 'ℤ',
        _ => shifted(c, 0x1d538, 0x1d552),
    }
}

/// Characters, and the same raised.
const RAISED: (&str, &str) = (
    "0123456789+−-=()ABDEGHIJKLMNOPRTUVWabcdefghijklmnoprstuvwxyzᵀβγδθφχ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵝᵞᵟᶿᵠᵡ",
);
/// Characters, and the same lowered.
const LOWERED: (&str, &str) = ("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ");

fn mapped((plain, shifted): (&str, &str), c: char) -> Option<char> {
    plain.chars().zip(shifted.chars()).find(|(p, _)| *p == c).map(|(_, s)| s)
}

fn raised(c: char) -> Option<char> {
    mapped(RAISED, c)
}

fn lowered(c: char) -> Option<char> {
    mapped(LOWERED, c)
}

fn script(text: &str, mark: char, map: fn(char) -> Option<char>) -> String {
    let tight: String = text.chars().filter(|c| *c != ' ').collect();
    if !tight.is_empty() && tight.chars().all(|c| map(c).is_some()) {
        return tight.chars().filter_map(map).collect();
    }
    if text.chars().count() == 1 { format!("{mark}{text}") } else { format!("{mark}({text})") }
}

/// Text as a superscript.
pub fn raise(text: &str) -> String {
    if text.chars().all(|c| matches!(c, '\'' | '′' | '†' | '⋆' | '∗')) {
        return text.to_string();
    }
    script(text, '^', raised)
}

/// Text as a subscript.
pub fn lower(text: &str) -> String {
    script(text, '_', lowered)
}

/// The single character for a fraction of small numbers.
pub fn vulgar(above: &str, below: &str) -> Option<&'static str> {
    Some(match (above, below) {
        ("1", "2") => "½",
        ("1", "3") => "⅓",
        ("2", "3") => "⅔",
        ("1", "4") => "¼",
        ("3", "4") => "¾",
        ("1", "5") => "⅕",
        ("1", "6") => "⅙",
        ("1", "8") => "⅛",
        _ => return None,
    })
}

/// Whether a character is a letter of its own, not raised or lowered.
pub fn is_letter(c: char) -> bool {
    let script = |(plain, shifted): (&str, &str)| {
        plain.chars().zip(shifted.chars()).any(|(p, s)| s == c && p.is_ascii_alphabetic())
    };
    c.is_ascii_alphabetic() || (c.is_alphabetic() && !script(RAISED) && !script(LOWERED))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn spaces_stand_around_signs_and_before_words_only() {
        for (latex, wanted) in [
            (r"(X \mathbf w - \mathbf y)", "(Xw − y)"),
            (r"A  B + C", "AB + C"),
            (r"a^T \operatorname{vec} X", "aᵀ vec X"),
            (r"( A \otimes B )", "(A ⊗ B)"),
            (r"\frac12 x^T A x", "½xᵀAx"),
            (r"\frac{x^T x}{n} + \sqrt{y}", "(xᵀx)/n + √y"),
            (r"\foo^T \bar x_i - \foo ^2", "fooᵀ x̄ᵢ − foo²"),
            (r"(x- y)", "(x−y)"),
            (r"\exp( - x + y )", "exp(−x + y)"),
        ] {
            assert_eq!(text(latex, false), wanted, "{latex}");
        }
    }
}
