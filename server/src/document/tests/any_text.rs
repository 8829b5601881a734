//! What holds for any text: order, boundaries, and time in proportion.

use proptest::prelude::*;

use super::super::Document;
use super::super::scan::LOOKED_AT;
use super::*;

const HOSTS: [Host; 5] = [COMMON, PANDOC, Host::Markdown(Flavour::Mdx), Host::Latex, Host::Notebook];

/// Whether everything found lies in the text, on character boundaries, in order and apart.
fn assert_sound(document: &Document) -> Result<(), TestCaseError> {
    let source = document.source();
    let sound = |range: &std::ops::Range<usize>| source.get(range.clone()).is_some();
    let mut end = 0;
    for span in document.spans() {
        prop_assert!(sound(&span.outer) && sound(&span.range), "{span:?}");
        prop_assert!(end <= span.outer.start && span.outer.start <= span.range.start, "{span:?} after {end}");
        prop_assert!(span.range.end <= span.outer.end, "{span:?}");
        end = span.outer.end;
        let text = span.text(source);
        for (offset, _) in text.char_indices() {
            let place = span.to_source(offset..text.len());
            prop_assert!(sound(&place), "{span:?} {offset}");
            prop_assert_eq!(span.to_text(place.start), Some(offset), "{:?}", span);
        }
    }
    end = 0;
    for prose in document.prose() {
        prop_assert!(sound(prose) && end <= prose.start && !prose.is_empty(), "{prose:?} after {end}");
        end = prose.end;
    }
    prop_assert!(document.blocks().iter().all(|block| sound(&block.range) && sound(&block.text)));
    prop_assert!(document.blocks().is_sorted_by_key(|block| block.range.start));
    prop_assert!(document.directives().iter().all(|directive| sound(&directive.range) && sound(&directive.text)));
    prop_assert!(document.definitions().iter().all(sound));
    for range in document.spans().iter().map(|span| &span.outer) {
        let file = document.to_file(range.clone());
        prop_assert!(document.text().as_str().get(file).is_some());
        document.line_columns(range.clone());
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200), host in prop::sample::select(HOSTS.to_vec())) {
        assert_sound(&Document::parse(String::from_utf8_lossy(&bytes), host))?;
    }

    #[test]
    fn any_marks_are_read(
        text in "([$`<>{}|%#=*_ \n\r\\[\\]()\"!:~+-]|\\\\|\\$\\$|```|begin|end|\\{align\\}|\\{math\\}|text|item|section|a|é|😀){0,80}",
        host in prop::sample::select(HOSTS.to_vec()),
    ) {
        assert_sound(&Document::parse(text.as_str(), host))?;
    }

    #[test]
    fn any_notebook_is_read(cells in prop::collection::vec("[$a\\\\n\"u0-9 é😀>`\n]{0,30}", 0..4), cut in any::<prop::sample::Index>()) {
        let cells: Vec<_> = cells.iter().map(|source| serde_json::json!({"cell_type": "markdown", "source": source})).collect();
        let json = serde_json::json!({"cells": cells}).to_string();
        let whole = Document::parse(json.as_str(), Host::Notebook);
        assert_sound(&whole)?;
        let mut cut = cut.index(json.len() + 1);
        while !json.is_char_boundary(cut) {
            cut -= 1;
        }
        assert_sound(&Document::parse(&json[..cut], Host::Notebook))?;
    }
}

/// Repeats what provokes a scanner to look far ahead, and counts how often it looks at a byte. One that looks through
/// the rest of the text for each unit would do so thousands of times.
#[test]
fn work_grows_with_the_text_and_no_faster() {
    let units = [
        "$",
        "$a ",
        "$$",
        "$$a\n\n",
        "`",
        "``` ",
        "```\n\n",
        "```math\n",
        "> ```math\n",
        "~~~x\n",
        ":::\n\n",
        "::: {.a}\n\n",
        "<!--",
        "<!--\n\n",
        "<a b=\"",
        "<a b='x",
        "<pre>",
        "<pre>\n\n",
        "\\(",
        "\\[a\n\n",
        "\\[1",
        "\\\\[",
        "\\begin{align}",
        "\\begin{align}\n\n",
        "\\end{",
        "\\begin{verbatim}\n\n",
        "\\begin{matgrad}",
        "\\begin{lemma}\n\n",
        "\\newcommand{\\a}{",
        "\\text{",
        "$\\text{",
        "{",
        "[",
        "](",
        "{{",
        "{%",
        "> ",
        "> a\n",
        "- ",
        "- a\n",
        "#",
        "# a\n\n",
        "|a\n|-|\n",
        "\n",
        "\r",
        " ",
        "a",
        "\\",
        "%",
        "{\"cells\":[",
        "\"",
        "\\iffalse ",
        "\\section{",
        "\\input{",
        "{math}`",
        "\\item ",
        "\u{feff}",
    ];
    const BYTES: usize = 48_000;
    for host in [COMMON, Host::Latex, Host::Notebook] {
        for unit in units {
            let text = unit.repeat(BYTES / unit.len());
            LOOKED_AT.with(|looked| looked.set(0));
            Document::parse(text, host);
            let looked = LOOKED_AT.with(std::cell::Cell::get) as usize;
            assert!(looked < 600 * BYTES, "{unit:?} in {host:?}: {} looks a byte", looked / BYTES);
        }
    }
}
