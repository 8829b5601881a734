//! Broken, hostile and huge input: always an answer, in linear work.

use super::*;
use std::fmt::Write;

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}x{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn half_written_formulas_lose_only_the_broken_piece() {
    for (text, tree) in [
        (r"A = {B", r#"A Equal (opaque "unclosed brace")"#),
        (r"A = \frac{B", r#"A Equal (frac (opaque "unclosed brace") B)"#),
        (r"A + (B = C", r#"(opaque "unbalanced bracket") Equal C"#),
        (r"A = B)", r#"A Equal (opaque "unbalanced bracket")"#),
        (r"x = \begin{bmatrix} a & b", r#"x Equal (opaque "environment without its end")"#),
        (r"\left( a = b", r#"(opaque "unbalanced bracket") Equal b"#),
        (r"a = \frac{1}", "a Equal (frac 1 ∅)"),
        (r"x^", "x^∅"),
        (r"a = b +", "a Equal (sum +b +∅)"),
        (r"a * * b = c", r#"(opaque "unexpected `*`") Equal c"#),
        (r"{a \over b \over c}", r#"(opaque "more than one fraction by `over` in a group")"#),
        (r"\", "\\"),
        ("", ""),
        (r"\\ & \\", ""),
        ("\0x\u{200b}", "x"),
    ] {
        assert_eq!(read(text), tree, "{text}");
    }
}

#[test]
fn deep_nesting_is_opaque_and_overflows_no_stack() {
    const DEEP: usize = 25_000;
    for (open, close) in [
        ("{", "}"),
        ("(", ")"),
        ("[", ""),
        ("", ")"),
        (r"\left(", r"\right)"),
        (r"\frac{", "}{y}"),
        (r"\frac{\frac{", ""),
        (r"\sqrt", ""),
        (r"x \over ", ""),
        (r"\hat ", ""),
        (r"\mathbf", ""),
        ("x^", ""),
        ("x_{", "}"),
        (r"\log ", ""),
        (r"\nabla", ""),
        (r"\mathrm d", ""),
        ("d", ""),
        ("D", ""),
        ("-", ""),
        (r"\sum ", ""),
        (r"\sum a ", ""),
        (r"\operatorname{diag} a ", ""),
        (r"\min a ", ""),
        (r"\frac{d}{dx} ", ""),
        ("", "'^a"),
        ("", "!"),
        ("", "|_a"),
        ("|", "|"),
        ("<", ","),
        (r"\not", ""),
        (r"\overset{a}", ""),
        (r"\text{", "}"),
        (r"\mathrm{", "}"),
        (r"\boxed", ""),
        (r"\begin{a}", r"\end{a}"),
    ] {
        let formula =
            parse(&nested(open, close, DEEP.min(MAX_FORMULA / (open.len() + close.len() + 1))), &Macros::new());
        assert!(formula.sexpr().len() < 1_000_000, "{open}");
    }
    for env in ["align", "bmatrix", "array", "cases"] {
        let text = nested(&format!(r"\begin{{{env}}} = "), &format!(r"\end{{{env}}}"), 8_000);
        drop(parse(&text, &Macros::new()));
    }
}

#[test]
fn a_letter_has_no_more_marks_than_can_be_told_apart() {
    let formula = parse(&format!("x{}", "\u{301}".repeat(1_000)), &Macros::new());
    assert!(formula.sexpr().len() < 1_000);
}

#[test]
fn a_formula_beyond_the_limit_is_one_opaque_piece() {
    let formula = parse(&"x".repeat(MAX_FORMULA + 1), &Macros::new());
    assert_eq!(formula.unread().count(), 1);
}

#[test]
fn the_work_is_linear_in_the_length() {
    let piece = r"\frac{\partial f(\mathbf x_{i})}{\partial \mathbf{x}} &= \left( A^{\top} \|x\|_2 + |Y| \right) \operatorname{tr}(BX) \\ ";
    for unit in [
        piece,
        "(",
        ")",
        "{",
        "}",
        "|",
        "||x",
        r"\{",
        r"\left(",
        r"\right.",
        r"\begin{b}",
        r"\end{b}",
        "<a",
        "x^",
        "d",
        "&",
        r"+x\\",
        "a,",
        r"\hat{",
    ] {
        let visits = |times: usize| parse_counted(&unit.repeat(times), &Macros::new()).1;
        let (few, many) = (visits(50), visits(1_000));
        assert!(many <= 21 * few + 2_000, "{unit}: {few} tokens looked at, then {many}");
        assert!(many <= 16 * 1_000 * (unit.len() + 1), "{unit}: {many}");
    }
}

#[test]
fn the_grammar_looks_at_each_atom_a_bounded_number_of_times() {
    let mut text = String::new();
    for index in 0..600 {
        let _ = write!(
            text,
            r"-\nabla \partial a_{index} / \partial x d\log b' f(x) + \frac{{d}}{{dt}} 1/n \sum_i \operatorname{{tr}} A B "
        );
    }
    // A grammar that read a piece twice at each of its operators would need far more than this.
    let calls = std::num::NonZeroUsize::new(6_000_000);
    pest::set_call_limit(calls);
    let formula = parse(&text, &Macros::new());
    pest::set_call_limit(None);
    assert_eq!(formula.unread().collect::<Vec<_>>(), []);
}
