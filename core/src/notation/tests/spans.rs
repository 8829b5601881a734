//! Ranges of nodes, and the nodes under a cursor.

use super::*;
use proptest::prelude::*;

#[test]
fn a_cursor_finds_the_nodes_under_it() {
    let text = r"\textsf{d}F = A^T \mathbf{x} + \operatorname{tr}(B)";
    let formula = parse(text, &Macros::new());
    for (needle, innermost) in
        [(r"\mathbf", "b:x"), ("A^T", "A"), ("B)", "B"), ("F", "F"), (r"\operator", "(tr (fence() B))")]
    {
        let at = u32::try_from(text.find(needle).unwrap()).unwrap();
        let path = formula.at_offset(at);
        assert_eq!(path.last().unwrap().sexpr(), innermost, "{needle}");
        assert!(path.iter().all(|node| node.span.touches(at)));
    }
}

#[test]
fn every_node_knows_its_text() {
    let text = r"f(x) = \frac{1}{2}\left( A^{-1} \right)^T x_{ij} + \sum_{i} \hat{y}_i";
    let mut seen = Vec::new();
    let formula = parse(text, &Macros::new());
    formula.walk(&mut |node| seen.push(node.text(text)));
    for expected in [
        "f(x)",
        r"\frac{1}{2}",
        r"\left( A^{-1} \right)^T",
        "x_{ij}",
        "{-1}",
        "{ij}",
        r"\sum_{i} \hat{y}_i",
        r"\hat{y}",
    ] {
        assert!(seen.contains(&expected), "{expected} in {seen:?}");
    }
}

#[test]
fn keys_of_names_are_stable() {
    for (text, key) in
        [(r"\mathbf{x}", "b:x"), (r"\hat{\bar{x}}", "hat.bar.x"), (r"\Sigma", "\\Sigma"), (r"\vec x", "vec.x")]
    {
        let formula = parse(text, &Macros::new());
        let name = formula.nodes().next().and_then(Node::as_symbol).unwrap();
        assert_eq!((name.key().as_str(), &*name.latex), (key, text));
    }
}

proptest! {
    #[test]
    fn ranges_lie_within_the_text_and_on_character_boundaries(text in r"[ab{}()\[\]|^_&=+\\,. αℝ²⊗']{0,40}(\\(frac|left\(|right\)|mathbf|begin\{align\}|end\{align\}|sqrt|d|partial|\\)[xyé{} ]?){0,8}") {
        let formula = parse(&text, &Macros::new());
        formula.walk(&mut |node| assert!(text.get(node.span.range()).is_some(), "{:?} in {text:?}", node.span));
    }
}
