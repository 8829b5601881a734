//! The kinds of file that mathematics is found in, and how a file is known to be one.

use std::path::Path;

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// Markdown in one of its flavours.
    Markdown(Flavour),
    /// LaTeX: a document, or a part or a package of one.
    Latex,
    /// A Jupyter notebook, of which the Markdown cells are read.
    Notebook,
}

/// The Markdown flavours whose rules about mathematics differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// A plain `.md`: GitHub, kramdown, MyST, Obsidian and others, which a file name does not tell apart.
    #[default]
    Common,
    /// Pandoc's own reading: Quarto and R Markdown.
    Pandoc,
    /// Markdown with JSX.
    Mdx,
}

impl Host {
    /// The kind of a file by its name, or nothing where matgrad does not read such files.
    pub fn of_path(path: &Path) -> Option<Host> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "md" | "markdown" | "myst" => Host::Markdown(Flavour::Common),
            "qmd" | "rmd" => Host::Markdown(Flavour::Pandoc),
            "mdx" => Host::Markdown(Flavour::Mdx),
            "tex" | "ltx" | "latex" | "sty" | "cls" => Host::Latex,
            "ipynb" => Host::Notebook,
            _ => return None,
        })
    }

    /// The kind of a document by the language an editor says it is.
    pub fn of_language(language: &str) -> Option<Host> {
        Some(match language.to_ascii_lowercase().as_str() {
            "markdown" | "md" | "myst" | "markdown.pandoc" | "vimwiki" => Host::Markdown(Flavour::Common),
            "quarto" | "qmd" | "rmd" | "rmarkdown" | "pandoc" => Host::Markdown(Flavour::Pandoc),
            "mdx" => Host::Markdown(Flavour::Mdx),
            "latex" | "tex" | "plaintex" | "latex-expl3" | "context" => Host::Latex,
            "jupyter" | "ipynb" => Host::Notebook,
            _ => return None,
        })
    }

    /// The kind of an open document: its name decides, then its language, then it is taken for Markdown.
    pub fn detect(path: Option<&Path>, language: Option<&str>) -> Host {
        path.and_then(Host::of_path)
            .or_else(|| language.and_then(Host::of_language))
            .unwrap_or(Host::Markdown(Flavour::Common))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_decides_before_a_language() {
        let cases = [
            (Some("a/b.MD"), None, Host::Markdown(Flavour::Common)),
            (Some("x.Rmd"), Some("markdown"), Host::Markdown(Flavour::Pandoc)),
            (Some("x.tex"), Some("markdown"), Host::Latex),
            (Some("x.ipynb"), Some("json"), Host::Notebook),
            (Some("notes"), Some("latex"), Host::Latex),
            (None, None, Host::Markdown(Flavour::Common)),
        ];
        for (path, language, host) in cases {
            assert_eq!(Host::detect(path.map(Path::new), language), host);
        }
        assert_eq!(Host::of_path(Path::new("a.rs")), None);
    }
}
