//! Unicode mathematics, read as the LaTeX it stands for: `⊗` is `\otimes`, `ℝ` a blackboard R, `ᵀ` a superscript T.

use super::name::{Accent, Font};

/// The LaTeX command or ASCII sign a character stands for.
pub fn command(c: char) -> Option<&'static str> {
    Some(match c {
        '×' | '⨯' => "\\times",
        '·' | '⋅' | '∙' => "\\cdot",
        '•' => "\\bullet",
        '⊗' => "\\otimes",
        '⊙' => "\\odot",
        '⊕' => "\\oplus",
        '⊖' => "\\ominus",
        '⊘' => "\\oslash",
        '∘' | '○' => "\\circ",
        '∗' | '＊' => "*",
        '⋆' => "\\star",
        '÷' => "\\div",
        '−' | '–' | '—' | '－' => "-",
        '＋' => "+",
        '±' => "\\pm",
        '∓' => "\\mp",
        '＝' => "=",
        '≠' => "\\ne",
        '≤' | '⩽' => "\\le",
        '≥' | '⩾' => "\\ge",
        '＜' => "<",
        '＞' => ">",
        '≪' => "\\ll",
        '≫' => "\\gg",
        '≈' => "\\approx",
        '≃' => "\\simeq",
        '≅' => "\\cong",
        '∼' => "\\sim",
        '≡' => "\\equiv",
        '≜' | '≝' => "\\triangleq",
        '≔' => "\\coloneqq",
        '∝' => "\\propto",
        '∈' | '∊' => "\\in",
        '∉' => "\\notin",
        '∋' => "\\ni",
        '⊂' => "\\subset",
        '⊆' => "\\subseteq",
        '⊃' => "\\supset",
        '⊇' => "\\supseteq",
        '≺' => "\\prec",
        '≼' | '⪯' => "\\preceq",
        '≻' => "\\succ",
        '≽' | '⪰' => "\\succeq",
        '⊥' => "\\perp",
        '→' | '⟶' => "\\to",
        '←' | '⟵' => "\\leftarrow",
        '↦' | '⟼' => "\\mapsto",
        '↔' => "\\leftrightarrow",
        '⇒' | '⟹' => "\\implies",
        '⇐' | '⟸' => "\\impliedby",
        '⇔' | '⟺' => "\\iff",
        '∴' => "\\therefore",
        '∵' => "\\because",
        '∀' => "\\forall",
        '∃' => "\\exists",
        '∂' | '𝜕' | '𝛛' => "\\partial",
        '∇' | '▽' => "\\nabla",
        '∑' => "\\sum",
        '∏' => "\\prod",
        '∫' => "\\int",
        '√' => "\\sqrt",
        '∞' => "\\infty",
        '∅' => "\\emptyset",
        '∪' => "\\cup",
        '∩' => "\\cap",
        '∧' => "\\wedge",
        '∨' => "\\vee",
        '¬' => "\\neg",
        '⟨' | '〈' => "\\langle",
        '⟩' | '〉' => "\\rangle",
        '⌊' => "\\lfloor",
        '⌋' => "\\rfloor",
        '⌈' => "\\lceil",
        '⌉' => "\\rceil",
        '⟦' => "\\llbracket",
        '⟧' => "\\rrbracket",
        '‖' | '∥' => "\\|",
        '∣' => "\\mid",
        '…' | '⋯' | '‥' => "\\cdots",
        '⋮' => "\\vdots",
        '⋱' => "\\ddots",
        '†' => "\\dagger",
        '⊤' => "\\top",
        '⊺' => "\\intercal",
        '′' | '’' => "'",
        '″' => "\\dprime",
        '□' | '◻' | '☐' => "\\square",
        '（' => "(",
        '）' => ")",
        '［' | '【' => "[",
        '］' | '】' => "]",
        '，' | '、' => ",",
        '；' => ";",
        '：' => ":",
        '。' | '．' => ".",
        '？' => "?",
        '｜' => "|",
        'ℓ' => "\\ell",
        'ℜ' => "\\Re",
        'ħ' | 'ℏ' => "\\hbar",
        _ => return greek(c),
    })
}

fn greek(c: char) -> Option<&'static str> {
    const LOWER: [&str; 25] = [
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\delta",
        "\\epsilon",
        "\\zeta",
        "\\eta",
        "\\theta",
        "\\iota",
        "\\kappa",
        "\\lambda",
        "\\mu",
        "\\nu",
        "\\xi",
        "o",
        "\\pi",
        "\\rho",
        "\\varsigma",
        "\\sigma",
        "\\tau",
        "\\upsilon",
        "\\phi",
        "\\chi",
        "\\psi",
        "\\omega",
    ];
    const UPPER: [&str; 25] = [
        "A",
        "B",
        "\\Gamma",
        "\\Delta",
        "E",
        "Z",
        "H",
        "\\Theta",
        "I",
        "K",
        "\\Lambda",
        "M",
        "N",
        "\\Xi",
        "O",
        "\\Pi",
        "P",
        "",
        "\\Sigma",
        "T",
        "\\Upsilon",
        "\\Phi",
        "X",
        "\\Psi",
        "\\Omega",
    ];
    let index = |first: char| (c as usize).checked_sub(first as usize);
    let found = match c {
        'α'..='ω' => LOWER.get(index('α')?),
        'Α'..='Ω' => UPPER.get(index('Α')?),
        'ϵ' => Some(&"\\epsilon"),
        'ϕ' => Some(&"\\phi"),
        'ϑ' => Some(&"\\vartheta"),
        'ϱ' => Some(&"\\varrho"),
        'ϖ' => Some(&"\\varpi"),
        'µ' => Some(&"\\mu"),
        _ => None,
    };
    found.copied().filter(|name| !name.is_empty())
}

/// A letter of one of the mathematical alphabets as its plain letter and font: `𝐱` is a bold x, `ℝ` a blackboard R.
pub fn styled(c: char) -> Option<(char, Font)> {
    let letterlike = match c {
        'ℝ' => Some(('R', Font::Bb)),
        'ℂ' => Some(('C', Font::Bb)),
        'ℕ' => Some(('N', Font::Bb)),
        'ℤ' => Some(('Z', Font::Bb)),
        'ℚ' => Some(('Q', Font::Bb)),
        'ℙ' => Some(('P', Font::Bb)),
        'ℍ' => Some(('H', Font::Bb)),
        '𝔼' => Some(('E', Font::Bb)),
        'ℒ' => Some(('L', Font::Cal)),
        'ℋ' => Some(('H', Font::Cal)),
        'ℱ' => Some(('F', Font::Cal)),
        'ℰ' => Some(('E', Font::Cal)),
        'ℬ' => Some(('B', Font::Cal)),
        'ℳ' => Some(('M', Font::Cal)),
        'ℛ' => Some(('R', Font::Cal)),
        'ℐ' => Some(('I', Font::Cal)),
        'ℎ' => Some(('h', Font::Plain)),
        _ => None,
    };
    if letterlike.is_some() {
        return letterlike;
    }
    const FONTS: [Font; 13] = [
        Font::Bold,
        Font::Plain,
        Font::BoldItalic,
        Font::Cal,
        Font::Cal,
        Font::Frak,
        Font::Bb,
        Font::Frak,
        Font::Sans,
        Font::Sans,
        Font::Sans,
        Font::Sans,
        Font::Mono,
    ];
    let code = u32::from(c);
    if (0x1D400..0x1D6A4).contains(&code) {
        let offset = code - 0x1D400;
        let letter = offset % 52;
        let base = if letter < 26 { b'A' + letter as u8 } else { b'a' + (letter - 26) as u8 };
        return FONTS.get((offset / 52) as usize).map(|font| (char::from(base), *font));
    }
    if (0x1D7CE..=0x1D7FF).contains(&code) {
        let digit = b'0' + ((code - 0x1D7CE) % 10) as u8;
        let font = match (code - 0x1D7CE) / 10 {
            0 => Font::Bold,
            1 => Font::Bb,
            4 => Font::Mono,
            _ => Font::Sans,
        };
        return Some((char::from(digit), font));
    }
    None
}

/// A raised character as the plain one: `²`, `ᵀ`, `⁻`.
pub fn raised(c: char) -> Option<&'static str> {
    Some(match c {
        '⁰' => "0",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '⁴' => "4",
        '⁵' => "5",
        '⁶' => "6",
        '⁷' => "7",
        '⁸' => "8",
        '⁹' => "9",
        '⁺' => "+",
        '⁻' => "-",
        '⁽' => "(",
        '⁾' => ")",
        'ᵀ' => "T",
        'ᴴ' => "H",
        'ⁿ' => "n",
        'ⁱ' => "i",
        'ᵐ' => "m",
        'ᵏ' => "k",
        'ˡ' => "l",
        'ᵗ' => "t",
        'ᵈ' => "d",
        'ᵖ' => "p",
        'ˣ' => "\\times",
        _ => return None,
    })
}

/// A lowered character as the plain one: `₁`, `ᵢ`, `₊`.
pub fn lowered(c: char) -> Option<&'static str> {
    Some(match c {
        '₀' => "0",
        '₁' => "1",
        '₂' => "2",
        '₃' => "3",
        '₄' => "4",
        '₅' => "5",
        '₆' => "6",
        '₇' => "7",
        '₈' => "8",
        '₉' => "9",
        '₊' => "+",
        '₋' => "-",
        '₍' => "(",
        '₎' => ")",
        'ᵢ' => "i",
        'ⱼ' => "j",
        'ₖ' => "k",
        'ₗ' => "l",
        'ₘ' => "m",
        'ₙ' => "n",
        'ₚ' => "p",
        'ₜ' => "t",
        'ₓ' => "x",
        _ => return None,
    })
}

/// A combining mark as an accent: `x̂`.
pub fn combining(c: char) -> Option<Accent> {
    Some(match c {
        '\u{302}' => Accent::Hat,
        '\u{304}' | '\u{305}' => Accent::Bar,
        '\u{303}' => Accent::Tilde,
        '\u{20d7}' => Accent::Vec,
        '\u{307}' => Accent::Dot,
        '\u{308}' => Accent::DDot,
        '\u{30c}' => Accent::Check,
        '\u{306}' => Accent::Breve,
        '\u{301}' => Accent::Acute,
        '\u{300}' => Accent::Grave,
        '\u{30a}' => Accent::Ring,
        '\u{332}' => Accent::Underline,
        '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' => Accent::Other,
        _ => return None,
    })
}

/// Characters that are not seen: zero-width spaces, directional marks, soft hyphens, variation selectors, controls.
pub fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
        | '\u{fe00}'..='\u{fe0f}')
        || (c.is_control() && !c.is_whitespace())
}
