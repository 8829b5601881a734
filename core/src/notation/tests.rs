//! Reading formulas: what is written, and the tree in one line.

use super::*;

fn read(text: &str) -> String {
    parse(text, &Macros::new()).sexpr()
}

/// Prints what is read of the lines of a file; for looking, not for judging.
#[test]
fn formulas_of_a_file_are_shown() {
    let Ok(path) = std::env::var("MATGRAD_FORMULAS") else { return };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        println!("{line}\n      {}", read(line));
    }
}

#[test]
fn products_and_sums_bind_as_authors_mean() {
    for (text, tree) in [
        (r"\mathbf y \odot X \mathbf w", "(mul b:y ⊙(mul X b:w))"),
        (r"I_p \otimes A B + C", "(sum +(mul I_p ⊗(mul A B)) +C)"),
        (r"-A X", "(neg (mul A X))"),
        (r"2 \cdot A B / n", "(mul 2 ·(mul A B) /n)"),
    ] {
        assert_eq!(read(text), tree, "{text}");
    }
}
