//! Markdown.

use super::super::{Document, Piece};
use super::*;

#[test]
fn dollars_open_and_close_as_pandoc_says() {
    check(
        COMMON,
        &[
            ("$a$", &["i a"]),
            ("$5 and $6 is money", &[]),
            ("$20,000 and $30,000", &[]),
            ("from $10 to $20 and $x$ there", &["i x"]),
            ("US$100 and A$", &[]),
            (r"a \$5 and $x$ \$", &["i x"]),
            (r"$a \$ b$", &[r"i a \$ b"]),
            ("$x$2", &[]),
            ("$ A $ and $ and $", &["i A"]),
            ("$x$$y$", &["i x", "i y"]),
            ("unclosed $a here\n\nnext $b$", &["i b"]),
            ("$a\nb$", &["i a\nb"]),
            (r"$\text{if $x$ then}$ $y$", &[r"i \text{if $x$ then}", "i y"]),
            ("**$a$**, ($b$), *$c$*-d", &["i a", "i b", "i c"]),
            ("矩阵$A$是$n$维", &["i A", "i n"]),
        ],
    );
}

#[test]
fn displays_ignore_the_blocks_of_markdown() {
    check(
        COMMON,
        &[
            ("$$a$$", &["d a"]),
            ("text\n$$\na\n$$\nmore $b$", &["d a", "i b"]),
            ("$$\na\n+ b\n- c\n= d\n$$", &["d a\n+ b\n- c\n= d"]),
            ("$$\na\n\nb\n$$\n\n$c$", &["d a\n\nb", "i c"]),
            ("$$a\n=\nb$$", &["d a\n=\nb"]),
            ("where $$a\n- b$$ is $c$", &["d a\n- b", "i c"]),
            ("inline $$a$$ and $$b$$", &["d a", "d b"]),
            ("$$ a $$ {#eq-x}\n$b$", &["d a", "i b"]),
            ("1. item\n   $$\n   a\n   $$\n2. $b$", &["d a", "i b"]),
            ("costs $$ and more $$ of it all", &[]),
            ("$$$$ $a$", &["i a"]),
        ],
    );
}

#[test]
fn an_unclosed_display_harms_its_paragraph_alone() {
    check(
        COMMON,
        &[
            ("$$\na\n\nThis is a sentence of words.\n\n$$b$$", &["?d a", "d b"]),
            ("$$\na\n\n# $b$\n\n$$\nc\n$$", &["?d a", "i b", "d c"]),
            ("$$\na", &["?d a"]),
            ("\\begin{align}\na\n\n# h\n\n\\begin{align}b\\end{align}", &["?align a", "align b"]),
            ("```math\na\n\n$b$", &["?f a", "i b"]),
            ("\\[\na\n\nSome words follow in here.\n\n\\[b + c\\]", &["?d a", "d b + c"]),
        ],
    );
}

#[test]
fn backslash_delimiters_are_read_where_a_formula_is_inside() {
    check(
        COMMON,
        &[
            (r"\(a\) and \[a + b\]", &["i a", "d a + b"]),
            (r"\\(a\\) and \\[a_b\\]", &["i a", "d a_b"]),
            (r"\(see below\) \[1\] \[link\](x)", &[]),
            (r"\\( x\\_i \\\\{ \\)", &[r"i x\_i \\{"]),
            ("\\[\na\n\n+ b\n\\]", &["d a\n\n+ b"]),
            (r"$a \\[2pt] b$", &[r"i a \\[2pt] b"]),
        ],
    );
}

#[test]
fn environments_stand_by_themselves() {
    check(
        COMMON,
        &[
            ("\\begin{align*}\na &= b \\\\\n\nc\n\\end{align*}", &["align* a &= b \\\\\n\nc"]),
            ("so \\begin{equation}a\\end{equation} holds", &["equation a"]),
            ("\\begin{alignat}{2}a&b\\end{alignat}", &["alignat a&b"]),
            ("$$\\begin{aligned}a\\end{aligned}$$", &["d \\begin{aligned}a\\end{aligned}"]),
            ("\\begin{itemize}$a$\\end{itemize}", &["i a"]),
        ],
    );
}

#[test]
fn fences_and_roles_hold_formulas() {
    check(
        COMMON,
        &[
            ("```math\na\n```", &["f a"]),
            ("~~~math\na\n~~~", &["f a"]),
            ("```{math}\n:label: x\n:nowrap:\n\na\n```\n$b$", &["f a", "i b"]),
            ("```{math} a = b\n```", &["f a = b"]),
            (":::{math}\na\n:::", &["f a"]),
            ("$`a`$ and {math}`b`", &["i a", "i b"]),
            ("```matgrad\nA : m\n```", &["s A : m"]),
            ("```{note}\n$a$\n\n$b$\n```\n$c$", &["i a", "i b", "i c"]),
            ("::: {.callout}\n$a$\n:::\n$b$", &["i a", "i b"]),
            ("````{note}\n```py\n$no$\n```\n$a$\n````\n\n$b$", &["i a", "i b"]),
        ],
    );
}

#[test]
fn what_is_no_text_is_not_read() {
    check(
        COMMON,
        &[
            ("---\ntitle: $no$\n---\n$a$", &["i a"]),
            ("+++\n$no$\n+++\n$a$", &["i a"]),
            ("---\n\n$a$\n\n---", &["i a"]),
            ("```py\n$no$\n\n$no$\n```\n$a$", &["i a"]),
            ("~~~\n$no$\n```\n~~~\n$a$", &["i a"]),
            ("- ```sh\n  $no$\n  ```\n- $a$", &["i a"]),
            ("> ```\n> $no$\n> ```\n> $a$", &["i a"]),
            ("> ```\n> $no$\n\n$a$", &["i a"]),
            ("`$no$` and ``$`no`$`` and $a$", &["i a"]),
            ("`unclosed $a$", &["i a"]),
            ("text\n\n    $no$\n\n$a$", &["i a"]),
            ("- item\n\n      $a$", &["i a"]),
            ("text\n    $a$", &["i a"]),
            ("<!-- $no$ --> $a$", &["i a"]),
            ("<!--\n$no$\n\n$$no$$\n--> $a$", &["i a"]),
            ("<!-- unclosed\n\n$a$", &["i a"]),
            ("<script>\n$no$\n\n$no$\n</script>\n$a$", &["i a"]),
            ("<pre>$no$</pre> <code>$no$</code> <b title='$no$'>$a$</b>", &["i a"]),
            ("[$a$](x$y$z) <https://x.y/$no$> https://x.y/$no$ $b$", &["i a", "i b"]),
            ("{% include x$y$ %} {{ $no$ }} $a$", &["i a"]),
            ("{% highlight py %}\n$no$\n{% endhighlight %}\n$a$", &["i a"]),
            ("Unclosed code holds the rest.\n\n```py\n$no$\n\n$no$", &[]),
        ],
    );
}

#[test]
fn marks_of_the_host_are_taken_out_of_formulas() {
    check(
        COMMON,
        &[
            ("> $$\n> a\n> > 0\n> $$\n> $b$", &["d a\n> 0", "i b"]),
            ("> > $a\n> > b$", &["i a\nb"]),
            ("a|b\n-|-\n$\\|x\\|$|$y$", &["i |x|", "i y"]),
            ("$x\\_i$", &["i x_i"]),
            ("$$a % note $x\n+ b$$", &["d a \n+ b"]),
        ],
    );
    check(PANDOC, &[("a|b\n-|-\n$\\|x\\|$|$y$", &["i \\|x\\|", "i y"]), ("$x\\_i$", &["i x\\_i"])]);
}

#[test]
fn blocks_are_told_apart_as_far_as_scopes_need() {
    let text = "# A $a$ #\none\ntwo\n\nB\n---\n- c\n- d\n  e\n\n1. f\n2. f\n\nin\n2019. no\n\n|g|h|\n|-|-|\n|i|j|\n\n$$\nk\n$$\nl";
    insta::assert_snapshot!(blocks(text, COMMON).join(";\n"), @r"
    1 A $a$;
    p one
    two;
    2 B;
    - - c;
    - - d
      e;
    - 1. f;
    - 2. f;
    p in
    2019. no;
    | |g|h|;
    | |i|j|;
    p $$
    k
    $$
    l
    ");
}

#[test]
fn directives_that_state_something_hold_their_blocks() {
    let text =
        "::: {#thm-a}\none\n\n:::: note\n:::\n:::\ntwo\n\n```{prf:proof}\nthree\n```\n\n\\begin{lemma}\nfour\n\n# five";
    let document = Document::parse(text, COMMON);
    let holders = document.blocks().iter().filter_map(|block| match &block.kind {
        BlockKind::TheoremLike(name) => Some((name.as_str(), &text[block.range.clone()])),
        _ => None,
    });
    let expected = [
        ("theorem", "::: {#thm-a}\none\n\n:::: note\n:::\n:::"),
        ("proof", "```{prf:proof}\nthree\n```"),
        ("lemma", "\\begin{lemma}\nfour\n\n"),
    ];
    assert_eq!(holders.collect::<Vec<_>>(), expected);
}

#[test]
fn words_are_what_is_left() {
    let text = "Let $A$ be an\n`code` <b>$n$-vector</b> [x](y) <!-- z -->\n\n> quoted\n> words";
    assert_eq!(prose(text, COMMON), ["Let", "be an", "-vector", "[x", "quoted", "words"]);
}

#[test]
fn words_and_formulas_follow_each_other() {
    let text = "Let $A$ be $B$.";
    let document = Document::parse(text, COMMON);
    let pieces: Vec<String> = document
        .pieces(0..text.len())
        .map(|piece| match piece {
            Piece::Prose(range) => text[range].to_string(),
            Piece::Math(index, span) => format!("{index}:{}", &text[span.range.clone()]),
        })
        .collect();
    assert_eq!(pieces, ["Let", "0:A", "be", "1:B", "."]);
}

#[test]
fn remarks_are_about_the_block_they_stand_in_or_before() {
    let text = "<!-- matgrad: A symmetric -->\nText $a$.\n\nb <!-- matgrad: ignore[x] why --> c\n\n<!-- matgrad:\nD -->\n\n# e";
    let document = Document::parse(text, COMMON);
    let about: Vec<(&str, &str)> = document
        .directives()
        .iter()
        .map(|directive| (&text[directive.text.clone()], &text[document.target(directive).unwrap().text.clone()]))
        .collect();
    let second = "b <!-- matgrad: ignore[x] why --> c";
    assert_eq!(about, [("A symmetric", "Text $a$."), ("ignore[x] why", second), ("D", "e")]);
    let mdx = Document::parse("{/* matgrad: A */}\n\n$a$", Host::Markdown(Flavour::Mdx));
    assert_eq!((mdx.directives().len(), mdx.spans().len()), (1, 1));
}

#[test]
fn definitions_and_files_are_named() {
    let text = "\\newcommand{\\R}{\\mathbb{R}} $\\def\\x{y}$ $z$ {{< include _m.qmd >}}\n\n```{include} x.md\n```";
    let document = Document::parse(text, PANDOC);
    assert_eq!(&text[document.definitions()[0].clone()], "\\newcommand{\\R}{\\mathbb{R}}");
    let sources: Vec<&str> = document.macro_sources().into_iter().map(|range| &text[range]).collect();
    assert_eq!(sources, ["\\newcommand{\\R}{\\mathbb{R}}", "\\def\\x{y}"]);
    let paths: Vec<&str> = document.includes().iter().map(|include| include.path.as_str()).collect();
    assert_eq!(paths, ["_m.qmd", "x.md"]);
}
