//! How far a definition of a command reaches, and which other files a command names.

use super::scan::{command, group_end, skip_spaces};
use super::span::IncludeKind;

/// Longer parameter texts of `\def` are no definitions.
const LONGEST_PARAMETERS: usize = 200;

/// How a command defines another.
#[derive(Clone, Copy)]
enum Form {
    /// By so many groups after the name.
    Groups(usize),
    /// As TeX's `\def`: parameters, then a body.
    Def,
    /// As TeX's `\let`: one token.
    Let,
}

const DEFINITIONS: [(&str, Form); 18] = [
    ("newcommand", Form::Groups(1)),
    ("renewcommand", Form::Groups(1)),
    ("providecommand", Form::Groups(1)),
    ("newcommandx", Form::Groups(1)),
    ("DeclareRobustCommand", Form::Groups(1)),
    ("DeclareMathOperator", Form::Groups(1)),
    ("DeclarePairedDelimiter", Form::Groups(2)),
    ("DeclarePairedDelimiterX", Form::Groups(3)),
    ("DeclarePairedDelimiterXPP", Form::Groups(5)),
    ("NewDocumentCommand", Form::Groups(2)),
    ("RenewDocumentCommand", Form::Groups(2)),
    ("ProvideDocumentCommand", Form::Groups(2)),
    ("DeclareDocumentCommand", Form::Groups(2)),
    ("def", Form::Def),
    ("gdef", Form::Def),
    ("edef", Form::Def),
    ("xdef", Form::Def),
    ("let", Form::Let),
];

/// Commands that name files, what for, and in how many groups.
const INCLUDES: [(&str, IncludeKind, usize); 14] = [
    ("input", IncludeKind::Text, 1),
    ("include", IncludeKind::Text, 1),
    ("subfile", IncludeKind::Text, 1),
    ("subfileinclude", IncludeKind::Text, 1),
    ("import", IncludeKind::Text, 2),
    ("subimport", IncludeKind::Text, 2),
    ("inputfrom", IncludeKind::Text, 2),
    ("subinputfrom", IncludeKind::Text, 2),
    ("includefrom", IncludeKind::Text, 2),
    ("subincludefrom", IncludeKind::Text, 2),
    ("usepackage", IncludeKind::Package, 1),
    ("RequirePackage", IncludeKind::Package, 1),
    ("documentclass", IncludeKind::Package, 1),
    ("LoadClass", IncludeKind::Package, 1),
];

/// Whether a command names files.
pub(super) fn is_include(name: &str) -> bool {
    INCLUDES.iter().any(|(known, ..)| *known == name)
}

/// Whether a command defines another.
pub(super) fn is_definition(name: &str) -> bool {
    DEFINITIONS.iter().any(|(known, _)| *known == name)
}

/// Whether a formula may define commands.
pub(super) fn defines(formula: &str) -> bool {
    ["command", "\\def", "\\gdef", "\\let", "\\Declare", "Command"].iter().any(|word| formula.contains(word))
}

/// The end of the definition whose backslash is at `at`: `\newcommand`, `\def`, `\let`, `\DeclareMathOperator` …
pub(super) fn definition_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let name = command(text, at);
    let after = at + 1 + name.len();
    let groups = match DEFINITIONS.iter().find(|(known, _)| *known == name)?.1 {
        Form::Groups(groups) => groups,
        Form::Def => return def_end(text, after),
        Form::Let => return let_end(text, after),
    };
    let mut here = after;
    if bytes.get(here) == Some(&b'*') {
        here += 1;
    }
    here = target_end(text, here)?;
    let mut found = 0;
    while found < groups {
        here = skip_spaces(bytes, here);
        found += usize::from(bytes.get(here) == Some(&b'{'));
        here = match bytes.get(here)? {
            // A body of one token may stand without braces.
            b'\\' if groups == 1 => return Some(here + 1 + command(text, here).len()),
            _ => group_end(bytes, here, bytes.len())?,
        };
    }
    Some(here)
}

/// The end of the name that is defined: `\name` or `{\name}`.
fn target_end(text: &str, at: usize) -> Option<usize> {
    let here = skip_spaces(text.as_bytes(), at);
    match text.as_bytes().get(here)? {
        b'{' => group_end(text.as_bytes(), here, text.len()),
        b'\\' => Some(here + 1 + command(text, here).len()),
        _ => None,
    }
}

fn def_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let parameters = target_end(text, at).filter(|_| bytes.get(skip_spaces(bytes, at)) == Some(&b'\\'))?;
    let body = bytes.get(parameters..)?.iter().take(LONGEST_PARAMETERS).position(|byte| *byte == b'{')?;
    group_end(bytes, parameters + body, bytes.len())
}

fn let_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut here = skip_spaces(bytes, target_end(text, at)?);
    if bytes.get(here) == Some(&b'=') {
        here = skip_spaces(bytes, here + 1);
    }
    match bytes.get(here)? {
        b'\\' => Some(here + 1 + command(text, here).len()),
        _ => Some(here + text.get(here..)?.chars().next()?.len_utf8()),
    }
}

/// The files that the LaTeX command at `at` names, and where it ends.
pub(super) fn includes(text: &str, at: usize) -> Option<(IncludeKind, Vec<String>, usize)> {
    let bytes = text.as_bytes();
    let name = command(text, at);
    let (_, kind, groups) = *INCLUDES.iter().find(|(known, ..)| *known == name)?;
    let mut here = at + 1 + name.len();
    while bytes.get(here) == Some(&b'[') {
        here = group_end(bytes, here, bytes.len())?;
    }
    let mut paths: Vec<&str> = Vec::new();
    for _ in 0..groups {
        let start = skip_spaces(bytes, here);
        if bytes.get(start) != Some(&b'{') {
            // Plain TeX: `\input file`.
            let word = text.get(start..)?.split([' ', '\t', '\n', '\r', '\\', '%', '}']).next()?;
            let plain = name == "input" && !word.is_empty() && start > here;
            return plain.then(|| (kind, vec![word.to_string()], start + word.len()));
        }
        here = group_end(bytes, start, bytes.len())?;
        paths.push(text.get(start + 1..here - 1)?.trim());
    }
    let paths = match (kind, paths.as_slice()) {
        (IncludeKind::Package, [list]) => list.split(',').map(|path| path.trim().to_string()).collect(),
        (_, [directory, file]) => vec![format!("{}/{file}", directory.trim_end_matches('/'))],
        (_, [path]) => vec![path.to_string()],
        _ => return None,
    };
    Some((kind, paths, here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_ends_with_its_body() {
        let cases = [
            r"\newcommand{\R}{\mathbb{R}}",
            r"\newcommand\R{\mathbb{R}}",
            r"\renewcommand*{\vec}[1]{\mathbf{#1}}",
            r"\newcommand{\norm}[2][F]{\|#2\|_{#1}}",
            r"\newcommand\R\mathbb",
            r"\def\bm#1{{\boldsymbol #1}}",
            r"\DeclareMathOperator*{\argmin}{arg\,min}",
            r"\DeclarePairedDelimiter{\abs}{|}{|}",
            r"\NewDocumentCommand{\d}{m O{x}}{\mathrm{d} #1}",
            r"\let\eps=\varepsilon",
            r"\let\a\b",
        ];
        for definition in cases {
            let text = format!("{definition} $x$");
            assert_eq!(definition_end(&text, 0), Some(definition.len()), "{definition}");
        }
        for broken in [r"\newcommand{\R}{\mathbb{R}", r"\def x{}", r"\newcommand", r"\let", r"\frac{a}{b}"] {
            assert_eq!(definition_end(broken, 0), None, "{broken}");
        }
    }

    #[test]
    fn files_are_named_in_many_ways() {
        let cases = [
            (r"\input{a/b}", IncludeKind::Text, vec!["a/b"]),
            (r"\input a.tex", IncludeKind::Text, vec!["a.tex"]),
            (r"\subimport{dir/}{file}", IncludeKind::Text, vec!["dir/file"]),
            (r"\usepackage[x]{./m, amsmath}", IncludeKind::Package, vec!["./m", "amsmath"]),
        ];
        for (text, kind, paths) in cases {
            let paths = paths.into_iter().map(str::to_string).collect();
            assert_eq!(includes(text, 0), Some((kind, paths, text.len())));
        }
        assert_eq!(includes(r"\inputs{x}", 0), None);
        assert_eq!(includes(r"\input", 0), None);
    }
}
