//! The commands and environments of LaTeX that matter to a reader of text.

use crate::document::scan::{group_end, skip_blanks};

/// Environments that lay text out, and how many arguments they take. All others with text in them state something.
const LAYOUT: [(&str, usize); 44] = [
    ("itemize", 0),
    ("enumerate", 0),
    ("description", 0),
    ("center", 0),
    ("flushleft", 0),
    ("flushright", 0),
    ("figure", 0),
    ("figure*", 0),
    ("table", 0),
    ("table*", 0),
    ("tabular", 1),
    ("tabular*", 2),
    ("tabularx", 2),
    ("longtable", 1),
    ("tabulary", 2),
    ("tabu", 1),
    ("array", 1),
    ("quote", 0),
    ("quotation", 0),
    ("verse", 0),
    ("minipage", 1),
    ("abstract", 0),
    ("multicols", 1),
    ("multicols*", 1),
    ("small", 0),
    ("footnotesize", 0),
    ("large", 0),
    ("appendix", 0),
    ("appendices", 0),
    ("subequations", 0),
    ("spacing", 1),
    ("doublespace", 0),
    ("titlepage", 0),
    ("columns", 0),
    ("column", 1),
    ("wrapfigure", 2),
    ("adjustbox", 1),
    ("landscape", 0),
    ("subfigure", 1),
    ("algorithm", 0),
    ("algorithmic", 0),
    ("thebibliography", 1),
    ("list", 2),
    ("threeparttable", 0),
];

/// Environments whose content is not read, and what closes them.
const RAW: [(&str, &str); 16] = [
    ("verbatim", "\\end{verbatim}"),
    ("verbatim*", "\\end{verbatim*}"),
    ("Verbatim", "\\end{Verbatim}"),
    ("BVerbatim", "\\end{BVerbatim}"),
    ("lstlisting", "\\end{lstlisting}"),
    ("minted", "\\end{minted}"),
    ("alltt", "\\end{alltt}"),
    ("comment", "\\end{comment}"),
    ("filecontents", "\\end{filecontents}"),
    ("filecontents*", "\\end{filecontents*}"),
    ("tikzpicture", "\\end{tikzpicture}"),
    ("pgfpicture", "\\end{pgfpicture}"),
    ("tikzcd", "\\end{tikzcd}"),
    ("asy", "\\end{asy}"),
    ("pycode", "\\end{pycode}"),
    ("sageblock", "\\end{sageblock}"),
];

/// Commands whose arguments are no text, and how many they have.
const ARGUMENTS: [(&str, usize); 44] = [
    ("url", 1),
    ("path", 1),
    ("href", 1),
    ("label", 1),
    ("ref", 1),
    ("eqref", 1),
    ("pageref", 1),
    ("cref", 1),
    ("Cref", 1),
    ("autoref", 1),
    ("nameref", 1),
    ("includegraphics", 1),
    ("bibliography", 1),
    ("bibliographystyle", 1),
    ("nocite", 1),
    ("index", 1),
    ("vspace", 1),
    ("hspace", 1),
    ("setlength", 2),
    ("addtolength", 2),
    ("setcounter", 2),
    ("addtocounter", 2),
    ("newtheorem", 2),
    ("theoremstyle", 1),
    ("pagestyle", 1),
    ("thispagestyle", 1),
    ("newenvironment", 3),
    ("renewenvironment", 3),
    ("newcolumntype", 2),
    ("hypersetup", 1),
    ("lstset", 1),
    ("usetikzlibrary", 1),
    ("tikzset", 1),
    ("pgfplotsset", 1),
    ("lstinputlisting", 1),
    ("inputminted", 2),
    ("verbatiminput", 1),
    ("graphicspath", 1),
    ("geometry", 1),
    ("color", 1),
    ("definecolor", 3),
    ("hyphenation", 1),
    ("tikz", 1),
    ("bibitem", 1),
];

/// How many arguments a layout environment takes, or nothing for another environment.
pub(super) fn layout(name: &str) -> Option<usize> {
    LAYOUT.iter().find(|(known, _)| *known == name).map(|(_, count)| *count)
}

/// What closes an environment whose content is not read.
pub(super) fn raw_environment(name: &str) -> Option<&'static str> {
    RAW.iter().find(|(known, _)| *known == name).map(|(_, close)| *close)
}

/// How many arguments of a command are no text.
pub(super) fn arguments(name: &str) -> usize {
    match ARGUMENTS.iter().find(|(known, _)| *known == name) {
        Some((_, count)) => *count,
        None if name.starts_with("cite") || name.ends_with("cite") => 1,
        None => 0,
    }
}

/// The level of a sectioning command.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    Some(match name {
        "part" | "chapter" => 1,
        "section" => 2,
        "subsection" => 3,
        "subsubsection" => 4,
        "paragraph" => 5,
        "subparagraph" => 6,
        _ => return None,
    })
}

/// The end of `\verb|…|` and its kin, whose name ends at `after`.
pub(super) fn verbatim_end(bytes: &[u8], name: &str, after: usize) -> usize {
    let mut here = after;
    if name == "verb" {
        here += usize::from(bytes.get(here) == Some(&b'*'));
    } else {
        here = skip_blanks(bytes, here);
        let groups = usize::from(name == "mintinline");
        if bytes.get(here) == Some(&b'[') {
            here = group_end(bytes, here, bytes.len()).unwrap_or(here);
        }
        for _ in 0..groups {
            here = group_end(bytes, here, bytes.len()).unwrap_or(here);
        }
    }
    let Some(delimiter) = bytes.get(here) else { return after };
    if *delimiter == b'{' && name != "verb" {
        return group_end(bytes, here, bytes.len()).unwrap_or(after);
    }
    if delimiter.is_ascii_alphanumeric() || delimiter.is_ascii_whitespace() || !delimiter.is_ascii() {
        return after;
    }
    // Not beyond the line, which may be long: what is looked at is as long as what is found.
    let rest = bytes.get(here + 1..).unwrap_or_default();
    let end = rest.iter().position(|byte| byte == delimiter || matches!(byte, b'\n' | b'\r'));
    end.filter(|end| rest.get(*end) == Some(delimiter)).map_or(after, |length| here + length + 2)
}
